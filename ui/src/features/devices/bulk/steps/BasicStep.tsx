import { Checkbox, ConfigProvider } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { SelectionFacts } from "../../../../api/types";
import { Choice } from "../../../../components/fields/Choice";
import { DurationField } from "../../../../components/fields/DurationField";
import { Field } from "../../../../components/fields/Field";
import { PlainInput } from "../../../../components/fields/PlainInput";
import { duration } from "../../../../lib/units";
import { durationWords } from "../../../../components/values/duration-words";
import { listOf } from "../../../../components/values/phrases";
import css from "../Bulk.module.css";
import { nameOf, switches, type BasicDraft } from "../draft";

const HEART_PERIOD = 900;
const MOST_VALUES = 4;

type Props = {
  facts: SelectionFacts;
  value: BasicDraft;
  onChange: (value: BasicDraft) => void;
};

/** Each field has a checkbox of its own; what is not ticked is neither edited nor sent. */
export function BasicStep({ facts, value, onChange }: Props) {
  const { t } = useTranslation();
  const { devices } = facts;
  const set = (change: BasicDraft) => onChange({ ...value, ...change });
  const drop = (name: keyof BasicDraft) =>
    onChange(Object.fromEntries(Object.entries(value).filter(([field]) => field !== name)));
  const many = (counted: readonly { text: string; devices: number }[]) => {
    const shown = counted.slice(0, MOST_VALUES);
    const texts = shown.map((one) =>
      t("bulkUpdate.times", { count: one.devices, value: one.text }),
    );
    return listOf(t, [...texts, ...(counted.length > shown.length ? ["…"] : [])]);
  };
  const first = facts.samples[0];
  const period = value.heart_period ?? facts.heart_periods[0]?.value ?? HEART_PERIOD;
  return (
    <div className={css["basic"]}>
      <Ticked
        name="name"
        label={t("devices.name")}
        now={listOf(
          t,
          facts.samples.map((sample) => sample.name || t("devices.unnamed")),
        )}
        on={value.name !== undefined}
        onTick={(on) => (on ? set({ name: "" }) : drop("name"))}
        help={
          value.name === undefined
            ? undefined
            : t("bulkUpdate.nameHelp", {
                preview: first ? nameOf(value.name, first.eui, 1) || "—" : "—",
              })
        }
      >
        <PlainInput value={value.name ?? ""} maxLength={255} onChange={(name) => set({ name })} />
      </Ticked>
      <Ticked
        name="device_type"
        label={t("devices.type")}
        now={many(
          facts.device_types.map((one) => ({
            text: t(`devices.type_${one.value}`),
            devices: one.devices,
          })),
        )}
        on={value.device_type !== undefined}
        onTick={(on) => (on ? set({ device_type: "NORMAL" }) : drop("device_type"))}
      >
        <Choice<"NORMAL" | "VIRTUAL">
          value={value.device_type ?? "NORMAL"}
          options={(["NORMAL", "VIRTUAL"] as const).map((word) => ({
            value: word,
            label: t(`devices.type_${word}`),
          }))}
          onChange={(device_type) => set({ device_type })}
        />
      </Ticked>
      <Ticked
        name="heart_period"
        label={t("devices.heartbeat")}
        now={many(
          facts.heart_periods.map((one) => ({
            text: duration(one.value, durationWords(t)),
            devices: one.devices,
          })),
        )}
        on={value.heart_period !== undefined}
        onTick={(on) => (on ? set({ heart_period: period }) : drop("heart_period"))}
      >
        <DurationField value={period} onChange={(heart_period) => set({ heart_period })} />
      </Ticked>
      {switches.map((name) => {
        const on = facts.switches.find((one) => one.value === name)?.devices ?? 0;
        const states = [
          { text: t("common.on"), devices: on },
          { text: t("common.off"), devices: devices - on },
        ];
        return (
          <Ticked
            key={name}
            name={name}
            label={t(`bulkPlan.field.${name}`)}
            now={many(states.filter((state) => state.devices > 0))}
            on={value[name] !== undefined}
            onTick={(ticked) => (ticked ? set({ [name]: on < devices }) : drop(name))}
          >
            <Choice<"on" | "off">
              value={(value[name] ?? on < devices) ? "on" : "off"}
              options={(["on", "off"] as const).map((word) => ({
                value: word,
                label: t(`common.${word}`),
              }))}
              onChange={(word) => set({ [name]: word === "on" })}
            />
          </Ticked>
        );
      })}
    </div>
  );
}

type TickedProps = {
  name: string;
  label: string;
  /** What the devices have now. */
  now: string;
  on: boolean;
  onTick: (on: boolean) => void;
  help?: ReactNode;
  children: ReactNode;
};

function Ticked({ name, label, now, on, onTick, help, children }: TickedProps) {
  const { t } = useTranslation();
  return (
    <div className={css["ticked"]} data-on={on}>
      <Checkbox
        checked={on}
        aria-label={t("bulkUpdate.change", { field: label })}
        onChange={(event) => onTick(event.target.checked)}
      />
      <ConfigProvider componentDisabled={!on}>
        <Field label={label} api={name} help={help}>
          {children}
        </Field>
      </ConfigProvider>
      <div className={css["now"]}>
        <span className="hint">{t("bulkUpdate.now")}</span> {now || "—"}
      </div>
    </div>
  );
}
