import { useMutation } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { runScript } from "../../../api/mutations";
import type { ScriptOutcome, ScriptRun } from "../../../api/types";
import { usePreferences } from "../../../state/preferences";
import type { Mark } from "../../code/diagnostics";
import { saidText } from "../../values/said";

const NO_MARKS: readonly Mark[] = [];

/** One script run after another in the instance's sandbox; `source` is what the editor has. */
export function useScriptRun(source: string) {
  const { t } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  const [last, setLast] = useState<ScriptRun | null>(null);
  const run = useMutation({ mutationFn: runScript });
  const outcome: ScriptOutcome | null = run.data ?? null;

  const marks = useMemo((): readonly Mark[] => {
    const error = outcome?.error;
    if (!error || error.line == null) return NO_MARKS;
    const message = saidText(t, zone, error.message_said, error.message);
    return [{ line: error.line, column: error.column ?? null, message }];
  }, [outcome, t, zone]);

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
