import { useTranslation } from "react-i18next";

import { useRegions } from "../../api/queries";
import { As923Group } from "../../components/fields/As923Group";
import { Choice } from "../../components/fields/Choice";
import { Field, FormSection, Wide } from "../../components/fields/Field";
import { Toggle } from "../../components/fields/Toggle";
import type { SettingsProps } from "./use-settings-form";

/** What gateways with Basics Station are told and asked for. */
export function StationSettings({ values, errorAt, set }: SettingsProps) {
  const { t } = useTranslation();
  const regions = useRegions().data ?? [];
  return (
    <FormSection title={t("settings.basicsStation")}>
      <Field
        label={t("settings.stationStandard")}
        api="station_standard"
        help={t("settings.stationStandardHelp")}
        error={errorAt("station_standard")}
      >
        <Choice<string>
          value={values.station_standard}
          options={regions.map(({ standard, label }) => ({ value: standard, label }))}
          onChange={(station_standard) => set({ station_standard })}
        />
      </Field>
      <As923Group
        api="station_as923_group"
        value={values.station_as923_group}
        onChange={(station_as923_group) => set({ station_as923_group })}
      />
      <Wide>
        <Toggle
          label={t("settings.stationTokenRequired")}
          api="station_token_required"
          help={t("settings.stationTokenRequiredHelp")}
          value={values.station_token_required}
          onChange={(station_token_required) => set({ station_token_required })}
        />
      </Wide>
    </FormSection>
  );
}
