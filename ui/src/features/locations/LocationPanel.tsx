import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { keys } from "../../api/keys";
import { getLocation, useLocationRecord, useUpdateLocation } from "../../api/locations";
import type { Location } from "../../api/types";
import { at } from "../../state/routes-at";
import { DraftFrame } from "../../components/drafts/DraftFrame";
import { useDraftSave } from "../../components/drafts/use-draft-save";
import { FormSection } from "../../components/fields/Field";
import { useDraft } from "../../components/fields/use-draft";
import { SaveBar } from "../../components/page/SaveBar";
import type { OpenRecord } from "../../components/records/RecordList";
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
  const stored = useMemo(() => valuesOf(location), [location]);
  const draft = useDraft(stored, location.id, { record: `location/${location.id}` });
  const update = useUpdateLocation();
  const { errors, edit, save, send, discard } = useDraftSave({
    draft,
    queryKey: keys.one("locations", location.id),
    load: () => getLocation(location.id),
    valuesOf,
    check: (values) => checkLocation(t, values),
    update: (changed, answers) =>
      update.mutate({ id: location.id, body: inputOf(changed) }, answers),
    saved: t("locations.saved"),
    failed: t("errors.failed"),
  });
  const { id, children, devices, devices_below, gateways, gateways_below } = location;
  // Names may hold what stands between them.
  const parentName = location.path.slice(0, -` / ${location.name}`.length);

  return (
    <DraftFrame draft={draft} onOverwrite={send}>
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
          values={draft.values}
          errors={errors}
          onChange={edit}
          own={id}
          parentName={parentName || undefined}
        />
      </div>
      <SaveBar
        changes={draft.changes}
        saving={update.isPending}
        onSave={save}
        onDiscard={discard}
      />
    </DraftFrame>
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
