import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import type { ImportKind } from "../../api/types";
import { useCommand } from "../../app/commands";
import { platform } from "../../platform";
import { ImportWizard, type Step } from "./ImportWizard";

const steps: readonly string[] = ["file", "columns", "check", "result"];

/** The import wizard of a page; the step is in the URL. */
export function useImport(kind: ImportKind) {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const step = search.get("import");
  const go = (next: Step | null) =>
    setSearch((now) => {
      const changed = new URLSearchParams(now);
      if (next === null) changed.delete("import");
      else changed.set("import", next);
      return changed;
    });
  useCommand({
    id: "import",
    title: t(`imports.command_${kind}`),
    aliases: "excel xlsx csv",
    quiet: !platform.carriesFiles,
    run: () => go("file"),
  });
  const wizard = step !== null && steps.includes(step) && platform.carriesFiles && (
    <ImportWizard kind={kind} step={step as Step} onStep={go} onClose={() => go(null)} />
  );
  return { open: () => go("file"), wizard };
}
