import type { TFunction } from "i18next";

import { DurationField } from "../../components/fields/DurationField";
import type { DeviceTemplate } from "../../api/types";
import { Field, Wide } from "../../components/fields/Field";
import { LocationField } from "../../components/fields/LocationField";
import { PlainInput } from "../../components/fields/PlainInput";
import { Toggle } from "../../components/fields/Toggle";
import { DetailFields } from "../../components/models/editor/DetailFields";
import type { EditorTab } from "../../components/models/editor/EditorFrame";
import { nameProblems } from "../../components/models/tables/NameCell";
import { duration } from "../../lib/units";
import { durationWords } from "../../components/values/duration-words";
import { AttributesTab } from "./AttributesTab";
import { MountedTab } from "./MountedTab";
import { SWITCHES } from "../../components/values/device-switches";
import type { TemplateValues } from "./values";

const MOUNTED = [
  { key: "thing_model", kind: "thing-models", label: "nav.thingModels" },
  { key: "rpc", kind: "rpc-models", label: "template.rpc" },
  { key: "trigger", kind: "trigger-models", label: "template.trigger" },
] as const;
const ATTRIBUTES = ["server_attrs", "shared_attrs"] as const;

type Edited = {
  values: TemplateValues;
  set: (change: Partial<TemplateValues>) => void;
  readOnly: boolean;
  /** Where a device is, as it is stored. */
  location?: DeviceTemplate["location"];
};

/** What a template holds, a tab each: what is general, the models of each kind, the attributes. */
export function templateTabs(
  t: TFunction,
  { values, set, readOnly, location = null }: Edited,
): [EditorTab, ...EditorTab[]] {
  const general: EditorTab = {
    key: "general",
    label: t("template.general"),
    content: (
      <DetailFields values={values} set={set} readOnly={readOnly}>
        <Field
          label={t("template.heartbeat")}
          api="heart_period"
          help={t("template.heartbeatHelp")}
        >
          {readOnly ? (
            <PlainInput
              value={duration(values.heart_period, durationWords(t))}
              readOnly
              onChange={() => undefined}
            />
          ) : (
            <DurationField
              value={values.heart_period}
              onChange={(heart_period) => set({ heart_period })}
            />
          )}
        </Field>
        <LocationField
          value={values.location_id}
          known={values.location_id === location?.id ? location?.path : undefined}
          readOnly={readOnly}
          onChange={(location_id) => set({ location_id })}
        />
        {SWITCHES.map((name) => (
          <Toggle
            key={name}
            label={t(`template.switch.${name}`)}
            api={name}
            value={values[name]}
            disabled={readOnly}
            onChange={(on) => set({ [name]: on })}
          />
        ))}
        {!readOnly && (
          <Wide>
            <p className="hint">{t("template.existing")}</p>
          </Wide>
        )}
      </DetailFields>
    ),
  };
  const mounted = MOUNTED.map(({ key, kind, label }): EditorTab => ({
    key,
    label: t(label),
    badge: <span className="hint">{values[key].length}</span>,
    content: (
      <MountedTab
        kind={kind}
        label={t(label)}
        models={values[key]}
        readOnly={readOnly}
        onChange={(models) => set({ [key]: models })}
      />
    ),
  }));
  const attributes = ATTRIBUTES.map((key): EditorTab => ({
    key,
    label: t(`models.result.${key}`),
    badge: <span className="hint">{values[key].length}</span>,
    content: (
      <AttributesTab
        label={t(`models.result.${key}`)}
        attributes={values[key]}
        readOnly={readOnly}
        onChange={(next) => set({ [key]: next })}
      />
    ),
  }));
  return [general, ...mounted, ...attributes];
}

/** The tab with a mistake that would be refused. */
export const mistakeOf = (values: TemplateValues): string | null =>
  ATTRIBUTES.find((key) => nameProblems(values[key].map((one) => one.key)).size > 0) ?? null;
