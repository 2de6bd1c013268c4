import { useQueryClient } from "@tanstack/react-query";

import { settleSoon, type Draft } from "../fields/use-draft";
import { useFieldErrors, type FieldErrors } from "../fields/use-field-errors";
import { toastDone } from "../messages/toast";
import { useLeaveGuard } from "../page/use-leave-guard";
import { useNewest, type Stored } from "./use-newest";

type Answers<Record> = {
  onSuccess: (record: Record) => void;
  onError: (failure: unknown) => void;
};

type Options<Record, Values extends object> = Stored<Record, Values> & {
  draft: Draft<Values>;
  /** What is wrong before anything is sent, by field. */
  check?: (values: Values) => FieldErrors;
  /** Sends the edits; the instance answers with the record as it is stored now. */
  update: (changed: Partial<Values>, answers: Answers<Record>) => void;
  /** What the toast says; `failed` is the title of the one that says the contrary. */
  saved: string;
};

/**
 * Saves the edits of one record, unless somebody else changed the same fields meanwhile; what is
 * typed while they are on their way stays. What the instance refuses is told at its field. Asks
 * before edits are thrown away.
 */
export function useDraftSave<Record, Values extends object>({
  draft,
  check,
  update,
  saved,
  ...stored
}: Options<Record, Values>) {
  const { errors, setErrors, clear, refuse } = useFieldErrors(stored.failed, draft.values);
  const client = useQueryClient();
  const ifNewest = useNewest(draft, stored);
  const discard = () => {
    clear();
    draft.reset();
  };
  useLeaveGuard(draft.changes > 0, () => false, discard);

  function send(): void {
    const { changed } = draft;
    draft.sending(changed);
    update(changed, {
      onSuccess(record) {
        clear();
        client.setQueryData(stored.queryKey, record);
        settleSoon(draft, changed);
        toastDone(saved);
      },
      onError: refuse,
    });
  }
  function save(): void {
    const wrong = check?.(draft.values) ?? {};
    setErrors(wrong);
    if (Object.keys(wrong).length === 0) ifNewest(send);
  }
  function edit(change: Partial<Values>): void {
    clear();
    draft.set(change);
  }
  return { errors, edit, save, send, discard };
}
