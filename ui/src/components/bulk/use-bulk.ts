import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { invalidate } from "../../api/mutations";
import { forEachKey, type BulkResult } from "./bulk";
import type { SelectionModel } from "../grid/selection";
import { toastDone } from "../messages/toast";

/** Runs an action over many objects, clears the selection and says how it went. */
export function useBulk(resource: string, selection: SelectionModel) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [result, setResult] = useState<BulkResult | null>(null);
  return {
    result,
    close: () => setResult(null),
    async run(
      keys: readonly string[],
      act: (key: string) => Promise<unknown>,
      doneText: (done: number) => string,
    ): Promise<void> {
      const before = selection.selection;
      const outcome = await forEachKey(keys, act);
      invalidate(client, resource);
      selection.clear();
      setResult(outcome);
      if (outcome.done.length === 0) return;
      toastDone(doneText(outcome.done.length), {
        label: t("grid.restoreSelection"),
        run: () => selection.restore(before),
      });
    },
  };
}
