import { useState } from "react";
import { useTranslation } from "react-i18next";

import { toProblem } from "../../api/problem";
import { toastFailed } from "../messages/toast";
import { fieldWords } from "../states/problem-words";

export type FieldErrors = Record<string, string>;

/**
 * What is wrong in a form, by the API's names of its fields. `failed` is the title of a toast; `form`
 * has a key for each field that is shown, or is absent when every field is.
 */
export function useFieldErrors(failed: string, form?: object) {
  const { t } = useTranslation();
  const [errors, setErrors] = useState<FieldErrors>({});
  return {
    errors,
    setErrors,
    clear: () => setErrors({}),
    /** Puts what the instance refused at its fields; what belongs to none is told in a toast. */
    refuse(failure: unknown): void {
      const named = fieldWords(t, toProblem(failure));
      const fields = form ? named.filter(({ field }) => field in form) : named;
      setErrors(Object.fromEntries(fields.map(({ field, detail }) => [field, detail])));
      if (fields.length === 0) toastFailed(failed, failure);
    },
  };
}
