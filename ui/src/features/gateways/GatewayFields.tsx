import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Gateway, GatewayType, PositionSource } from "../../api/types";
import { at } from "../../state/routes-at";
import { Choice } from "../../components/fields/Choice";
import { DurationField } from "../../components/fields/DurationField";
import { Field, FormSection, Wide } from "../../components/fields/Field";
import { LocationField } from "../../components/fields/LocationField";
import { PlainInput } from "../../components/fields/PlainInput";
import { TextField } from "../../components/fields/TextField";
import { PositionFields } from "../../components/fields/PositionFields";
import { Toggle } from "../../components/fields/Toggle";
import { measured } from "../../lib/units";
import type { RecordValues } from "./gateway-values";
import { GroupSelect } from "./GroupSelect";

type Props = {
  values: RecordValues;
  /** What the gateway last said of itself. */
  reported?: Gateway["stat"];
  /** Where it is stored to be. */
  location?: Gateway["location"];
  onChange: (change: Partial<RecordValues>) => void;
  errors?: Record<string, string>;
};

const TYPES: readonly GatewayType[] = ["GWMP", "BASICS_STATION"];
const SOURCES: readonly PositionSource[] = ["MANUAL", "GPS"];

/** What a person knows about a gateway. */
export function GatewayFields({
  values,
  reported = null,
  location = null,
  onChange,
  errors = {},
}: Props) {
  const { t } = useTranslation();
  const byGps = values.position_source === "GPS";
  const place =
    reported?.latitude == null || reported.longitude == null
      ? t("gateways.noGps")
      : t("gateways.gpsPlace", {
          latitude: measured(reported.latitude),
          longitude: measured(reported.longitude),
        });
  const isBare = values.latitude === null && values.longitude === null;
  const { latitude = null, longitude = null } = location ?? {};
  const ofLocation =
    isBare && values.location_id === location?.id && latitude !== null && longitude !== null
      ? t("locations.ofLocation", {
          latitude: measured(latitude),
          longitude: measured(longitude),
        })
      : undefined;
  return (
    <FormSection title={t("gateways.record")}>
      <Field label={t("gateways.name")} api="name" error={errors["name"]}>
        <PlainInput value={values.name} maxLength={32} onChange={(name) => onChange({ name })} />
      </Field>
      <Field label={t("gateways.type")} api="type" error={errors["type"]}>
        <Choice<GatewayType>
          value={values.type}
          options={TYPES.map((value) => ({ value, label: t(`gateways.types.${value}`) }))}
          onChange={(type) => onChange({ type })}
        />
      </Field>
      <Field
        label={t("gateways.heartbeat")}
        api="heart_period"
        help={t("gateways.heartHelp")}
        error={errors["heart_period"]}
      >
        <DurationField
          value={values.heart_period}
          onChange={(heart_period) => onChange({ heart_period })}
        />
      </Field>
      <Wide>
        <LocationField
          value={values.location_id}
          known={values.location_id === location?.id ? location?.path : undefined}
          error={errors["location_id"]}
          onChange={(location_id) => onChange({ location_id })}
        />
      </Wide>
      <Wide>
        <Field
          label={t("gateways.positionSource")}
          api="position_source"
          help={byGps ? place : ofLocation}
        >
          <Choice<PositionSource>
            value={values.position_source}
            options={SOURCES.map((value) => ({ value, label: t(`gateways.sources.${value}`) }))}
            onChange={(position_source) => onChange({ position_source })}
          />
        </Field>
      </Wide>
      {!byGps && <PositionFields values={values} errors={errors} onChange={onChange} />}
      <Wide>
        <Field
          label={t("gateways.told")}
          api="notification_groups"
          help={
            <>
              {t("gateways.toldHelp")} <Link to={`${at.alarms}/groups`}>{t("groups.title")}</Link>
            </>
          }
          error={errors["notification_groups"]}
        >
          <GroupSelect
            value={values.notification_groups}
            onChange={(notification_groups) => onChange({ notification_groups })}
          />
        </Field>
      </Wide>
      <Wide>
        <TextField
          label={t("gateways.remark")}
          api="remark"
          error={errors["remark"]}
          value={values.remark}
          onChange={(remark) => onChange({ remark })}
        />
      </Wide>
      <Wide>
        <Toggle
          label={t("gateways.enabled")}
          api="enable"
          help={t("gateways.enabledHelp")}
          value={values.enable}
          onChange={(enable) => onChange({ enable })}
        />
      </Wide>
    </FormSection>
  );
}
