import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { toProblem } from "../../api/problem";
import { topDialog } from "../../lib/dialog-open";
import { toastFailed } from "../messages/toast";
import { fieldWords } from "../states/problem-words";

export type FieldErrors = Record<string, string>;

const WRONG = '[aria-invalid="true"]';

/** Puts the focus where something is wrong first, in the dialog that is open or on the page. */
function focusWrong(): void {
  const form = topDialog() ?? document;
  form.querySelector<HTMLElement>(WRONG)?.focus();
}

/**
 * What is wrong in a form, by the API's names of its fields; the first of them gets the focus.
 * `failed` is the title of a toast; `form` has a key for each field that is shown (`params` for
 * `params.mode`, too), or is absent when every field is.
 */
export function useFieldErrors(failed: string, form?: object) {
  const { t } = useTranslation();
  const [errors, setErrors] = useState<FieldErrors>({});
  const found = useRef(false);
  useEffect(() => {
    if (found.current) focusWrong();
    found.current = false;
  }, [errors]);
  function tell(next: FieldErrors): void {
    found.current = Object.keys(next).length > 0;
    setErrors(next);
  }
  return {
    errors,
    setErrors: tell,
    clear: () => setErrors({}),
    /** Forgets what was wrong with some fields. */
    forget: (names: readonly string[]) =>
      setErrors((now) =>
        Object.fromEntries(Object.entries(now).filter(([name]) => !names.includes(name))),
      ),
    /** Puts what the instance refused at its fields; what belongs to none is told in a toast. */
    refuse(failure: unknown): void {
      const named = fieldWords(t, toProblem(failure));
      const isShown = (field: string) => !form || (field.split(".")[0] ?? field) in form;
      const fields = named.filter(({ field }) => isShown(field));
      tell(Object.fromEntries(fields.map(({ field, detail }) => [field, detail])));
      if (fields.length === 0) toastFailed(failed, failure);
    },
  };
}
