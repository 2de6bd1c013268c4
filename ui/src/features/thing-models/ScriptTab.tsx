import { useMemo } from "react";

import type { ThingModelDetail } from "../../api/types";
import type { Mark } from "../../components/code/diagnostics";
import { CasesPane } from "../../components/models/cases/CasesPane";
import { ScriptPane } from "../../components/models/editor/ScriptPane";
import { TestInput } from "./trial/TestInput";
import { TestResult } from "./trial/TestResult";
import type { ModelDraft } from "./use-model-draft";
import type { Trial } from "./trial/use-trial";
import { thingModelVocabulary } from "./vocabulary";
import { wrapperOf } from "./wrapper";

type Props = {
  model: ThingModelDetail;
  draft: ModelDraft;
  trial: Trial;
  readOnly: boolean;
  /** A place to show, from the log. */
  wanted: Mark | null;
  onShown: () => void;
};

/** The script at the left, its test at the right. */
export function ScriptTab({ model, draft, trial, readOnly, wanted, onShown }: Props) {
  const { payload_parser: source, payload_parser_type: type } = draft.values;
  const wrapper = useMemo(() => wrapperOf(source, type), [source, type]);
  return (
    <ScriptPane
      name={model.name}
      source={source}
      onSource={(payload_parser) => draft.set({ payload_parser })}
      readOnly={readOnly}
      wrapper={wrapper}
      vocabulary={thingModelVocabulary}
      marks={trial.run.marks}
      running={trial.run.running}
      onRun={trial.start}
      wanted={wanted}
      onShown={onShown}
    >
      {(goTo) => (
        <>
          <TestInput trial={trial} />
          <TestResult
            trial={trial}
            draft={draft}
            readOnly={readOnly}
            builtIn={model.built_in}
            onPlace={goTo}
          />
          <CasesPane
            kind="thing-models"
            id={model.id}
            base={trial.base}
            run={trial.run}
            eui={trial.eui}
          />
        </>
      )}
    </ScriptPane>
  );
}
