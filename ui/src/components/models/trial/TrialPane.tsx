import { useMemo, type ReactNode } from "react";

import type { ModelKind } from "../../../api/models";
import type { Vocabulary } from "../../code/completion";
import { wrapped } from "../../code/wrapper";
import { CasesPane } from "../cases/CasesPane";
import type { DeviceTrial } from "./DeviceTest";
import { ScriptPane, type GoTo } from "../editor/ScriptPane";

type Props = {
  kind: ModelKind;
  model: { id: string; name: string };
  source: string;
  onSource: (source: string) => void;
  readOnly: boolean;
  /** The function around a bare body, and what it is given. */
  signature: { name: string; inputs: string };
  vocabulary: Vocabulary;
  trial: DeviceTrial;
  /** Input and outcome of the test. */
  children: (goTo: GoTo) => ReactNode;
};

/** A script beside its test on a device and its kept cases. */
export function TrialPane(props: Props) {
  const { kind, model, source, signature, trial, children } = props;
  const wrapper = useMemo(
    () => wrapped(source, signature.name, signature.inputs),
    [source, signature],
  );
  return (
    <ScriptPane
      name={model.name}
      source={source}
      onSource={props.onSource}
      readOnly={props.readOnly}
      wrapper={wrapper}
      vocabulary={props.vocabulary}
      marks={trial.run.marks}
      running={trial.run.running}
      onRun={trial.start}
    >
      {(goTo) => (
        <>
          {children(goTo)}
          <CasesPane kind={kind} id={model.id} base={trial.base} run={trial.run} eui={trial.eui} />
        </>
      )}
    </ScriptPane>
  );
}
