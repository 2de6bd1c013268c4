import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { DeviceTemplate } from "../../api/types";
import { DurationField } from "../../components/fields/DurationField";
import { Field, Wide } from "../../components/fields/Field";
import { PlainInput } from "../../components/fields/PlainInput";
import { Toggle } from "../../components/fields/Toggle";
import { useDraft } from "../../components/fields/use-draft";
import { DetailFields } from "../../components/models/editor/DetailFields";
import { EditorFrame, type EditorTab } from "../../components/models/editor/EditorFrame";
import { isPublic } from "../../components/models/kinds";
import { nameProblems } from "../../components/models/tables/NameCell";
import { AttributesTab } from "./AttributesTab";
import { MountedTab } from "./MountedTab";
import { NewDeviceTemplate } from "./NewDeviceTemplate";
import { inputOf, SWITCHES, valuesOf, withModels, type TemplateValues } from "./values";

const MOUNTED = [
  { key: "thing_model", kind: "thing-models", label: "nav.thingModels" },
  { key: "rpc", kind: "rpc-models", label: "template.rpc" },
  { key: "trigger", kind: "trigger-models", label: "template.trigger" },
] as const;
const ATTRIBUTES = ["server_attrs", "shared_attrs"] as const;

type Props = { template: DeviceTemplate };

/** One device template: what is general, the models of each kind, the attributes. */
export function TemplateEditor({ template }: Props) {
  const { t } = useTranslation();
  const stored = useMemo(() => valuesOf(template), [template]);
  const draft = useDraft<TemplateValues>(stored, template.id, {
    record: `device-template/${template.id}`,
  });
  const { values, set } = draft;
  const readOnly = isPublic(template);
  const heartbeat = t("template.heartbeat");

  const general: EditorTab = {
    key: "general",
    label: t("template.general"),
    content: (
      <DetailFields values={values} set={set} readOnly={readOnly}>
        <Field label={heartbeat} api="heart_period" help={t("template.heartbeatHelp")}>
          {readOnly ? (
            <PlainInput value={`${values.heart_period} s`} readOnly onChange={() => undefined} />
          ) : (
            <DurationField
              value={values.heart_period}
              onChange={(heart_period) => set({ heart_period })}
            />
          )}
        </Field>
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
        <Wide>
          <p className="hint">{t("template.existing")}</p>
        </Wide>
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

  return (
    <EditorFrame
      kind="device-templates"
      model={template}
      title={values.name}
      draft={draft}
      valuesOf={valuesOf}
      inputOf={inputOf}
      fromContent={(content) => valuesOf(withModels(template, content))}
      mistake={() =>
        ATTRIBUTES.find((key) => nameProblems(values[key].map((one) => one.key)).size > 0) ?? null
      }
      dialog={(props) => <NewDeviceTemplate {...props} />}
      tabs={[general, ...mounted, ...attributes]}
    />
  );
}
