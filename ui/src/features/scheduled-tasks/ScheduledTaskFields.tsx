import { useTranslation } from "react-i18next";

import type { ScheduledTask } from "../../api/types";
import { FormSection, Wide } from "../../components/fields/Field";
import { TextField } from "../../components/fields/TextField";
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
      <TextField
        label={t("scheduledTasks.name")}
        api="name"
        required
        error={errors["name"]}
        value={values.name}
        onChange={(name) => onChange({ name })}
      />
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
        <TextField
          label={t("common.remark")}
          api="remark"
          error={errors["remark"]}
          value={values.remark}
          onChange={(remark) => onChange({ remark })}
        />
      </Wide>
    </FormSection>
  );
}
