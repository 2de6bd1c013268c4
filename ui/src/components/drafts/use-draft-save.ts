import type { Draft } from "../fields/use-draft";
import { useFieldErrors, type FieldErrors } from "../fields/use-field-errors";
import { toastDone } from "../messages/toast";
import { useLeaveGuard } from "../page/use-leave-guard";
import { useNewest, type Stored } from "./use-newest";

type Answers = { onSuccess: () => void; onError: (failure: unknown) => void };

type Options<Record, Values extends object> = Stored<Record, Values> & {
  draft: Draft<Values>;
  /** What is wrong before anything is sent, by field. */
  check?: (values: Values) => FieldErrors;
  /** Sends the edits. */
  update: (changed: Partial<Values>, answers: Answers) => void;
  /** What the toast says; `failed` is the title of the one that says the contrary. */
  saved: string;
};

/**
 * Saves the edits of one record, unless somebody else changed the same fields meanwhile; what the
 * instance refuses is told at its field. Asks before edits are thrown away.
 */
export function useDraftSave<Record, Values extends object>({
  draft,
  check,
  update,
  saved,
  ...stored
}: Options<Record, Values>) {
  const { errors, setErrors, clear, refuse } = useFieldErrors(stored.failed, draft.values);
  const ifNewest = useNewest(draft, stored);
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
