import { useMutation } from "@tanstack/react-query";
import { useMemo, useState } from "react";

import { runScript } from "../../../api/mutations";
import type { ScriptOutcome, ScriptRun } from "../../../api/types";
import type { Mark } from "../../code/diagnostics";

const NO_MARKS: readonly Mark[] = [];

/** One script run after another in the instance's sandbox; `source` is what the editor has. */
export function useScriptRun(source: string) {
  const [last, setLast] = useState<ScriptRun | null>(null);
  const run = useMutation({ mutationFn: runScript });
  const outcome: ScriptOutcome | null = run.data ?? null;

  const marks = useMemo((): readonly Mark[] => {
    const error = outcome?.error;
    if (!error || error.line == null) return NO_MARKS;
    return [{ line: error.line, column: error.column ?? null, message: error.message }];
  }, [outcome]);

  function start(request: ScriptRun): void {
    setLast(request);
    run.mutate(request);
  }

  return {
    start,
    running: run.isPending,
    failure: run.error,
    outcome,
    /** What the last run was given. */
    last,
    marks,
    outdated: outcome !== null && last?.source !== source,
  };
}

export type RunState = ReturnType<typeof useScriptRun>;
