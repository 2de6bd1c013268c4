import { useTranslation } from "react-i18next";

import type { ScheduledTask } from "../../api/types";
import { Field, FormSection, Wide } from "../../components/fields/Field";
import { PlainInput } from "../../components/fields/PlainInput";
import { Toggle } from "../../components/fields/Toggle";
import { CronField } from "./CronField";

type ScheduledTaskValues = Pick<ScheduledTask, "name" | "enable" | "cron" | "remark">;

export const newScheduledTask: ScheduledTaskValues = {
  name: "",
  enable: true,
  cron: "",
  remark: "",
};

export const valuesOf = ({ name, enable, cron, remark }: ScheduledTask): ScheduledTaskValues => ({
  name,
  enable,
  cron,
  remark,
});

type Props = {
  values: ScheduledTaskValues;
  errors: Record<string, string>;
  onChange: (change: Partial<ScheduledTaskValues>) => void;
};

/** What a person says of a scheduled task. */
export function ScheduledTaskFields({ values, errors, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <FormSection title={t("scheduledTasks.settings")}>
      <Field label={t("scheduledTasks.name")} api="name" required error={errors["name"]}>
        <PlainInput value={values.name} maxLength={255} onChange={(name) => onChange({ name })} />
      </Field>
      <Toggle
        label={t("scheduledTasks.enabled")}
        api="enable"
        help={t("scheduledTasks.enabledHelp")}
        value={values.enable}
        onChange={(enable) => onChange({ enable })}
      />
      <Wide>
        <CronField
          value={values.cron}
          error={errors["cron"]}
          onChange={(cron) => onChange({ cron })}
        />
      </Wide>
      <Wide>
        <Field label={t("common.remark")} api="remark" error={errors["remark"]}>
          <PlainInput
            value={values.remark}
            maxLength={255}
            onChange={(remark) => onChange({ remark })}
          />
        </Field>
      </Wide>
    </FormSection>
  );
}
