import type { QueryKey } from "@tanstack/react-query";

import type { Draft } from "../fields/use-draft";
import { useFieldErrors } from "../fields/use-field-errors";
import { toastDone, toastFailed } from "../toast";
import { useLeaveGuard } from "../use-leave-guard";
import { useNewest } from "./use-newest";

type Answers = { onSuccess: () => void; onError: (failure: unknown) => void };

type Options<Stored, Values extends object> = {
  draft: Draft<Values>;
  /** Where the record is in the cache, and how it is asked for. */
  queryKey: QueryKey;
  load: () => Promise<Stored>;
  valuesOf: (record: Stored) => Values;
  /** Sends the edits. */
  update: (changed: Partial<Values>, answers: Answers) => void;
  /** What the toasts say. */
  saved: string;
  failed: string;
};

/**
 * Saves the edits of one record, unless somebody else changed the same fields meanwhile; what the
 * instance refuses is told at its field. Asks before edits are thrown away.
 */
export function useDraftSave<Stored, Values extends object>({
  draft,
  queryKey,
  load,
  valuesOf,
  update,
  saved,
  failed,
}: Options<Stored, Values>) {
  const { errors, clear, refuse } = useFieldErrors(failed);
  const isNewest = useNewest(queryKey, load, valuesOf, draft);
  const discard = () => {
    clear();
    draft.reset();
  };
  useLeaveGuard(draft.changes > 0, () => false, discard);

  function send(): void {
    update(draft.changed, {
      onSuccess() {
        discard();
        toastDone(saved);
      },
      onError: refuse,
    });
  }
  function save(): void {
    isNewest().then(
      (newest) => newest && send(),
      (error: unknown) => toastFailed(failed, error),
    );
  }
  function edit(change: Partial<Values>): void {
    clear();
    draft.set(change);
  }
  return { errors, edit, save, send, discard };
}
