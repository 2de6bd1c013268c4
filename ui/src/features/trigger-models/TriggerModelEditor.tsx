import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { TriggerModelDetail } from "../../api/types";
import { useDraft } from "../../components/fields/use-draft";
import { DetailFields } from "../../components/models/editor/DetailFields";
import { EditorFrame } from "../../components/models/editor/EditorFrame";
import { InheritToggle } from "../../components/models/editor/InheritToggle";
import { useReadOnly } from "../../components/models/use-scope";
import { TrialPane } from "../../components/models/trial/TrialPane";
import { UnmarkedScript } from "../../components/models/editor/UnmarkedScript";
import { NewTriggerModel } from "./NewTriggerModel";
import { signature, triggerVocabulary } from "./script";
import { TriggerTest } from "./TriggerTest";
import { useTriggerTrial } from "./use-trigger-trial";

type Values = {
  name: string;
  inherit: boolean;
  trigger_script: string;
  tags: string[];
  remark: string;
};

const valuesOf = (model: TriggerModelDetail): Values => ({
  name: model.name,
  inherit: model.inherit,
  trigger_script: model.trigger_script,
  tags: model.tags,
  remark: model.remark,
});

type Props = { model: TriggerModelDetail };

/** One trigger model: script and test, details. */
export function TriggerModelEditor({ model }: Props) {
  const { t } = useTranslation();
  const stored = useMemo(() => valuesOf(model), [model]);
  const draft = useDraft<Values>(stored, model.id, { record: `trigger-model/${model.id}` });
  const { values } = draft;
  const trial = useTriggerTrial(values.trigger_script);
  const readOnly = useReadOnly(model);
  return (
    <EditorFrame
      kind="trigger-models"
      model={model}
      title={values.name}
      draft={draft}
      valuesOf={valuesOf}
      inputOf={(changed) => changed}
      fromContent={(content) => valuesOf({ ...model, ...content } as TriggerModelDetail)}
      checks={draft.changed.trigger_script === undefined ? null : { base: trial.base }}
      mistake={() => null}
      unmarked={<UnmarkedScript script={draft.theirs.trigger_script} />}
      dialog={(props) => <NewTriggerModel {...props} />}
      tabs={[
        {
          key: "script",
          label: t("models.tabs.script"),
          content: (
            <TrialPane
              kind="trigger-models"
              model={model}
              source={values.trigger_script}
              onSource={(trigger_script) => draft.set({ trigger_script })}
              readOnly={readOnly}
              signature={signature}
              vocabulary={triggerVocabulary}
              trial={trial}
            >
              {(goTo) => <TriggerTest trial={trial} onPlace={goTo} />}
            </TrialPane>
          ),
        },
        {
          key: "details",
          label: t("models.tabs.details"),
          content: (
            <DetailFields values={values} set={draft.set} readOnly={readOnly}>
              <InheritToggle
                value={values.inherit}
                readOnly={readOnly}
                onChange={(inherit) => draft.set({ inherit })}
              />
            </DetailFields>
          ),
        },
      ]}
    />
  );
}
