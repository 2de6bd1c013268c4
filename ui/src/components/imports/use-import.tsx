import { useSearchParams } from "react-router";

import type { ImportKind } from "../../api/types";
import { ImportWizard, type Step } from "./ImportWizard";

const steps: readonly string[] = ["file", "columns", "check", "result"];

/** The import wizard of a page; the step and the checked file are in the URL. */
export function useImport(kind: ImportKind) {
  const [search, setSearch] = useSearchParams();
  const step = search.get("import");
  const go = (next: Step | null, id: string | null) =>
    setSearch((now) => {
      const changed = new URLSearchParams(now);
      for (const [name, value] of [
        ["import", next],
        ["plan", id],
      ] as const) {
        if (value === null) changed.delete(name);
        else changed.set(name, value);
      }
      return changed;
    });
  const wizard = step !== null && steps.includes(step) && (
    <ImportWizard
      kind={kind}
      step={step as Step}
      id={search.get("plan")}
      onStep={go}
      onClose={() => go(null, null)}
      onShow={(task) => setSearch({ task: task.id })}
    />
  );
  return { open: () => go("file", null), wizard };
}
