import { Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { previewImpact } from "../../api/models";
import type { ParserType, ThingModelDetail } from "../../api/types";
import { at } from "../../state/routes-at";
import type { Mark } from "../../components/code/diagnostics";
import { EditorFrame } from "../../components/models/editor/EditorFrame";
import { useReadOnly } from "../../components/models/use-scope";
import { nameProblems } from "../../components/models/tables/NameCell";
import { UnmarkedScript } from "../../components/models/editor/UnmarkedScript";
import { DetailsTab } from "./DetailsTab";
import { FieldsTab } from "./FieldsTab";
import { LogTab } from "./LogTab";
import { NewThingModel } from "./NewThingModel";
import { ScriptTab } from "./ScriptTab";
import { inputOf, useModelDraft, valuesOf } from "./use-model-draft";
import { useTrial } from "./trial/use-trial";

type Props = { model: ThingModelDetail };

/** One thing model: script and test, display fields, details, log. */
export function ThingModelEditor({ model }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const draft = useModelDraft(model);
  const trial = useTrial(model, draft.values);
  const [wanted, setWanted] = useState<Mark | null>(null);
  const readOnly = useReadOnly(model);
  const { fields, payload_parser, payload_parser_type } = draft.values;
  const scriptChanged =
    draft.changed.payload_parser !== undefined || draft.changed.payload_parser_type !== undefined;
  const impact = (signal: AbortSignal) =>
    previewImpact(model.id, { payload_parser, payload_parser_type }, signal);
  return (
    <EditorFrame
      kind="thing-models"
      model={model}
      title={draft.values.name}
      idName={draft.values.id_name}
      draft={draft}
      valuesOf={valuesOf}
      inputOf={(changed) => inputOf(changed, model)}
      fromContent={(content) => valuesOf({ ...model, ...content } as ThingModelDetail)}
      checks={scriptChanged ? { base: trial.base, impact } : null}
      mistake={() =>
        nameProblems(fields.map((field) => field.field_name)).size > 0 ? "fields" : null
      }
      actions={
        <Segmented<ParserType>
          aria-label={t("models.style")}
          value={draft.values.payload_parser_type}
          disabled={readOnly}
          onChange={(payload_parser_type) => draft.set({ payload_parser_type })}
          options={[
            { value: "CUSTOMER", label: t("models.parsers.CUSTOMER") },
            { value: "CHIRPSTACK", label: t("models.parsers.CHIRPSTACK") },
          ]}
        />
      }
      unmarked={
        <UnmarkedScript
          script={draft.theirs["payload_parser"]}
          also={draft.theirs["fields"] && t("models.tabs.fields")}
        />
      }
      dialog={(props) => <NewThingModel {...props} />}
      tabs={[
        {
          key: "script",
          label: t("models.tabs.script"),
          content: (
            <ScriptTab
              model={model}
              draft={draft}
              trial={trial}
              readOnly={readOnly}
              wanted={wanted}
              onShown={() => setWanted(null)}
            />
          ),
        },
        {
          key: "fields",
          label: t("models.tabs.fields"),
          badge: <span className="hint">{fields.length}</span>,
          content: (
            <FieldsTab draft={draft} trial={trial} readOnly={readOnly} builtIn={model.built_in} />
          ),
        },
        {
          key: "details",
          label: t("models.tabs.details"),
          content: <DetailsTab draft={draft} readOnly={readOnly} />,
        },
        {
          key: "log",
          label: t("models.tabs.log"),
          content: (
            <LogTab
              id={model.id}
              onPlace={(mark) => {
                setWanted(mark);
                void navigate(`${at.thingModels}/${model.id}/script`, { replace: true });
              }}
            />
          ),
        },
      ]}
    />
  );
}
