// Saved test cases: running them and judging what came out.

import { runScript } from "../../../api/mutations";
import type { Json, ModelCase, ScriptOutcome, ScriptRun } from "../../../api/types";

/** Everything of a run but its input. */
export type RunBase = Omit<ScriptRun, "input">;

export type CaseResult = { case: ModelCase; outcome: ScriptOutcome; passed: boolean };

/** A value as text that is equal for equal values, whatever the order of their keys. */
export function canonical(value: Json): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(
      Object.entries(part).sort(([first], [second]) => (first < second ? -1 : 1)),
    );
  });
}

/** Runs cases one after another in the instance's sandbox. */
export async function runCases(base: RunBase, cases: readonly ModelCase[]): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const one of cases) {
    const outcome = await runScript({ ...base, input: one.input });
    const passed = outcome.ok && canonical(outcome.result) === canonical(one.expected);
    results.push({ case: one, outcome, passed });
  }
  return results;
}
