import { DatePicker, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useRpcChoice, useScheduledTasks } from "../../api/tasks";
import type { ExecutionType, Json, JsonObject } from "../../api/types";
import { usePreferences } from "../../state/preferences";
import { at } from "../../state/routes-at";
import { chosenLabel } from "../../components/fields/chosen-label";
import { Choice } from "../../components/fields/Choice";
import { Field, FormSection, useFieldIds, Wide } from "../../components/fields/Field";
import { Amount, Milliseconds } from "../../components/fields/NumberField";
import { TextField } from "../../components/fields/TextField";
import { Toggle } from "../../components/fields/Toggle";
import { ParameterFields } from "../../components/rpc/ParameterFields";
import { parametersOf, paramsOf } from "../../components/rpc/parameters";
import { RpcSelect } from "../../components/rpc/RpcSelect";
import { meantBy, shownAs } from "../../lib/picker-time";
import { DevicesField } from "./DevicesField";
import type { ExecutionValues } from "./execution-values";

const types: readonly ExecutionType[] = ["UNLIMITED", "FIXED_COUNT"];
const COUNT_MAX = 1_000_000;

type Props = {
  values: ExecutionValues;
  errors: Record<string, string>;
  /** How many times its scheduled task has run it. */
  done: number;
  onChange: (change: Partial<ExecutionValues>) => void;
};

/** What a person says of a device execution. */
export function ExecutionFields({ values, errors, done, onChange }: Props) {
  const { t } = useTranslation();
  const models = useRpcChoice();
  const model = models.data?.find(({ id }) => id === values.rpc_id);
  return (
    <>
      <FormSection title={t("deviceExecutions.settings")}>
        <TextField
          label={t("deviceExecutions.name")}
          api="name"
          required
          error={errors["name"]}
          value={values.name}
          onChange={(name) => onChange({ name })}
        />
        <Toggle
          label={t("deviceExecutions.enabled")}
          api="enable"
          help={t("deviceExecutions.enabledHelp")}
          value={values.enable}
          onChange={(enable) => onChange({ enable })}
        />
        <Field
          label={t("deviceExecutions.schedule")}
          api="cron_task"
          help={
            <>
              {t("deviceExecutions.scheduleHelp")}{" "}
              <Link to={`${at.scheduledTasks}/new`}>{t("deviceExecutions.newSchedule")}</Link>
            </>
          }
          error={errors["cron_task"]}
        >
          <ScheduledTaskSelect
            value={values.cron_task}
            onChange={(cron_task) => onChange({ cron_task })}
          />
        </Field>
        <Field
          label={t("deviceExecutions.interval")}
          api="device_interval_ms"
          error={errors["device_interval_ms"]}
        >
          <Milliseconds
            value={values.device_interval_ms}
            onChange={(ms) => onChange({ device_interval_ms: ms ?? 0 })}
          />
        </Field>
        <Field
          label={t("deviceExecutions.type")}
          api="execution_type"
          error={errors["execution_type"]}
        >
          <Choice
            value={values.execution_type}
            options={types.map((value) => ({ value, label: t(`deviceExecutions.types.${value}`) }))}
            onChange={(execution_type) => onChange({ execution_type })}
          />
        </Field>
        {values.execution_type === "FIXED_COUNT" && (
          <Field
            label={t("deviceExecutions.countLimit")}
            api="count_limit"
            help={t("deviceExecutions.countHelp", { done })}
            error={errors["count_limit"]}
          >
            <Amount
              least={1}
              most={COUNT_MAX}
              value={values.count_limit}
              onChange={(count_limit) => onChange({ count_limit })}
            />
          </Field>
        )}
      </FormSection>
      <FormSection title={t("deviceExecutions.command")}>
        <Wide>
          <Field label={t("deviceExecutions.rpc")} api="rpc_id" required error={errors["rpc_id"]}>
            <RpcSelect
              value={values.rpc_id || undefined}
              onChange={(chosen) =>
                onChange({
                  rpc_id: chosen.id,
                  params: paramsOf(parametersOf(chosen.template), undefined, {}),
                })
              }
            />
          </Field>
        </Wide>
        {model && (
          <Wide>
            <ParameterFields
              key={model.id}
              parameters={parametersOf(model.template)}
              device={undefined}
              typed={values.params}
              errors={errors}
              onChange={(typed) => onChange({ params: given(typed) })}
            />
          </Wide>
        )}
      </FormSection>
      <FormSection title={t("deviceExecutions.devices")}>
        <Wide>
          <Field label={t("deviceExecutions.devices")} api="euis" error={errors["euis"]}>
            <DevicesField value={values.euis} onChange={(euis) => onChange({ euis })} />
          </Field>
        </Wide>
      </FormSection>
      <FormSection title={t("deviceExecutions.log")}>
        <Toggle
          label={t("deviceExecutions.logEnable")}
          api="log_enable"
          help={t("deviceExecutions.logHelp")}
          value={values.log_enable}
          onChange={(log_enable) => onChange({ log_enable })}
        />
        {values.log_enable && (
          <Field
            label={t("deviceExecutions.logUntil")}
            api="log_until"
            help={t("deviceExecutions.logUntilHelp")}
            error={errors["log_until"]}
          >
            <Cutoff value={values.log_until} onChange={(log_until) => onChange({ log_until })} />
          </Field>
        )}
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
    </>
  );
}

/** Without the parameters that were emptied. */
function given(typed: Record<string, Json | undefined>): JsonObject {
  const params: JsonObject = {};
  for (const [name, value] of Object.entries(typed)) {
    if (value !== undefined) params[name] = value;
  }
  return params;
}

type ScheduledTaskProps = { value: string | null; onChange: (id: string | null) => void };

function ScheduledTaskSelect({ value, onChange }: ScheduledTaskProps) {
  const { t } = useTranslation();
  const { id, describedBy } = useFieldIds();
  const tasks = useScheduledTasks();
  return (
    <Select<string>
      id={id}
      allowClear
      {...(value === null ? {} : { value })}
      loading={tasks.isPending}
      labelRender={chosenLabel(tasks.isPending)}
      placeholder={t("deviceExecutions.noSchedule")}
      aria-describedby={describedBy}
      options={(tasks.data ?? []).map((task) => ({
        value: task.id,
        label: `${task.name} · ${task.cron}`,
      }))}
      onChange={(chosen: string | undefined) => onChange(chosen ?? null)}
      style={{ width: "100%" }}
    />
  );
}

type CutoffProps = { value: string | null; onChange: (value: string | null) => void };

function Cutoff({ value, onChange }: CutoffProps) {
  const { t } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  const { id, describedBy } = useFieldIds();
  return (
    <DatePicker
      id={id}
      showTime
      allowClear
      value={value === null ? null : shownAs(Date.parse(value), zone)}
      placeholder={t("deviceExecutions.noCutoff")}
      aria-describedby={describedBy}
      onChange={(next) => onChange(next && new Date(meantBy(next, zone)).toISOString())}
      style={{ width: "100%" }}
    />
  );
}
