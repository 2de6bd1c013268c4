import type { Json, OneTimeRpcPreview } from "../../api/types";
import { useSaid } from "../values/said";
import { StepList } from "./StepList";

type Props = { preview: OneTimeRpcPreview };

/** What a command would do, without doing it: its steps, or why there are none. */
export function PreviewSteps({ preview }: Props) {
  const said = useSaid();
  if (preview.problem !== null)
    return <p role="note">{said(preview.problem_said, preview.problem)}</p>;
  return <StepList result={resultOf(preview)} />;
}

/** The steps as a script returns them. */
const resultOf = ({ eui, steps }: OneTimeRpcPreview): Json =>
  steps.map(({ kind, sleep_ms, target, content }) => ({
    type: kind,
    sleepTimeMs: sleep_ms,
    target: target === eui ? null : target,
    dnMsg: content,
  }));
