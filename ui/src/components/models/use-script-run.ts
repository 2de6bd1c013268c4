import { useMutation } from "@tanstack/react-query";
import { useMemo, useState } from "react";

import { runScript } from "../../api/mutations";
import type { ScriptOutcome, ScriptRun } from "../../api/types";
import type { Mark } from "../code/diagnostics";

const NO_MARKS: readonly Mark[] = [];

/** One script run after another in the instance's sandbox; `source` is what the editor has. */
export function useScriptRun(source: string) {
  const [ranSource, setRanSource] = useState<string | null>(null);
  const [last, setLast] = useState<ScriptRun | null>(null);
  const run = useMutation({ mutationFn: runScript });
  const outcome: ScriptOutcome | null = run.data ?? null;

  const marks = useMemo((): readonly Mark[] => {
    const error = outcome?.error;
    if (!error || error.line == null) return NO_MARKS;
    return [{ line: error.line, column: error.column ?? null, message: error.message }];
  }, [outcome]);

  function start(request: Omit<ScriptRun, "source">): void {
    const whole = { ...request, source };
    setRanSource(source);
    setLast(whole);
    run.mutate(whole);
  }

  return {
    start,
    running: run.isPending,
    failure: run.error,
    outcome,
    /** What the last run was given. */
    last,
    marks,
    outdated: outcome !== null && ranSource !== source,
  };
}

export type RunState = ReturnType<typeof useScriptRun>;
