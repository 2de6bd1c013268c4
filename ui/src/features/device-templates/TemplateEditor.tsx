import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import type { DeviceTemplate } from "../../api/types";
import { at } from "../../state/routes-at";
import { useDraft } from "../../components/fields/use-draft";
import { EditorFrame, type EditorTab } from "../../components/models/editor/EditorFrame";
import { useReadOnly } from "../../components/models/use-scope";
import { toastDone } from "../../components/messages/toast";
import { NewDeviceTemplate } from "./NewDeviceTemplate";
import { mistakeOf, templateTabs } from "./tabs";
import { UsedByTab } from "./UsedByTab";
import { inputOf, valuesOf, withModels, type TemplateValues } from "./values";

type Props = { template: DeviceTemplate };

/** One device template: what it holds, and which devices it made. */
export function TemplateEditor({ template }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const stored = useMemo(() => valuesOf(template), [template]);
  const draft = useDraft<TemplateValues>(stored, template.id, {
    record: `device-template/${template.id}`,
  });
  const { values, set } = draft;
  const readOnly = useReadOnly(template);
  const reset = () =>
    void navigate(`${at.devices}?template=${template.id}`, { state: { reset: template.id } });
  const usedBy: EditorTab = {
    key: "used-by",
    label: t("template.usedBy"),
    badge: <span className="hint">{template.used_by}</span>,
    content: <UsedByTab template={template} onReset={reset} />,
  };

  return (
    <EditorFrame
      kind="device-templates"
      model={template}
      title={values.name}
      draft={draft}
      valuesOf={valuesOf}
      inputOf={inputOf}
      fromContent={(content) => valuesOf(withModels(template, content))}
      mistake={() => mistakeOf(values)}
      onSaved={(saved) =>
        toastDone(
          t("template.saved", { name: saved.name, count: saved.used_by }),
          saved.used_by > 0 ? { label: t("template.resetThem"), run: reset } : undefined,
        )
      }
      dialog={(props) => <NewDeviceTemplate {...props} />}
      tabs={[...templateTabs(t, { values, set, readOnly, location: template.location }), usedBy]}
    />
  );
}
