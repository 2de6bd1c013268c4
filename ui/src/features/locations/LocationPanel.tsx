import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { getLocation, useLocationRecord, useUpdateLocation } from "../../api/locations";
import type { Location } from "../../api/types";
import { at } from "../../state/routes-at";
import { FormSection } from "../../components/fields/Field";
import type { OpenRecord } from "../../components/records/RecordList";
import { RecordForm } from "../../components/records/RecordForm";
import { RecordPanel } from "../../components/records/RecordPanel";
import { Facts } from "../../components/values/Facts";
import { Clock } from "../../components/values/TimeText";
import { checkLocation, inputOf, valuesOf } from "./location-values";
import { LocationFields } from "./LocationFields";
import css from "./Locations.module.css";

type Props = { open: OpenRecord<Location> };

/** One location, and what is there. */
export function LocationPanel({ open }: Props) {
  const { t } = useTranslation();
  return (
    <RecordPanel
      testId="panel-location"
      open={open}
      query={useLocationRecord(open.id)}
      tabs={[{ key: "settings", label: t("locations.settings") }]}
      subtitle={(location) => (
        <>
          <span className="mono">{location.code}</span>
          {location.parent_id !== null && <span>{location.path}</span>}
        </>
      )}
      deleteVerb={t("locations.deleteVerb")}
    >
      {(location) => <Settings key={open.id} location={location} />}
    </RecordPanel>
  );
}

type SettingsProps = { location: Location };

function Settings({ location }: SettingsProps) {
  const { t } = useTranslation();
  const { id, children, devices, devices_below, gateways, gateways_below } = location;
  // Names may hold what stands between them.
  const parentName = location.path.slice(0, -` / ${location.name}`.length);

  return (
    <RecordForm
      row={location}
      resource="locations"
      draft="location"
      load={getLocation}
      valuesOf={valuesOf}
      check={(values) => checkLocation(t, values)}
      bodyOf={inputOf}
      update={useUpdateLocation()}
      saved={t("locations.saved")}
    >
      {({ values, errors, edit }) => (
        <div className={css["scroll"]}>
          <FormSection
            title={t("locations.here")}
            aside={<Link to={`${at.locations}/new?parent=${id}`}>{t("locations.addInside")}</Link>}
          >
            <Facts
              items={[
                [
                  t("nav.devices"),
                  <Found
                    key="devices"
                    here={devices}
                    below={devices_below}
                    list={`${at.devices}?location=${id}`}
                  />,
                ],
                [
                  t("nav.gateways"),
                  <Found
                    key="gateways"
                    here={gateways}
                    below={gateways_below}
                    list={`${at.gateways}?location=${id}`}
                  />,
                ],
                [t("nav.deviceTemplates"), String(location.device_templates)],
                [t("locations.inside"), String(children)],
                [t("devices.updated"), <Clock key="updated" at={location.updated_at} />],
              ]}
            />
          </FormSection>
          <LocationFields
            values={values}
            errors={errors}
            onChange={edit}
            own={id}
            parentName={parentName || undefined}
          />
        </div>
      )}
    </RecordForm>
  );
}

type FoundProps = {
  /** How many are at the location itself, and how many there and in those in it. */
  here: number;
  below: number;
  /** The list that shows them all. */
  list: string;
};

/** How many records are somewhere, with the way to them. */
function Found({ here, below, list }: FoundProps) {
  const { t } = useTranslation();
  if (below === 0) return "0";
  return (
    <Link to={list}>
      {here === below ? here : t("locations.withBelow", { count: here, all: below })}
    </Link>
  );
}
