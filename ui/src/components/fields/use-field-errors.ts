import { useState } from "react";

import { toProblem } from "../../api/problem";
import { toastFailed } from "../toast";

type FieldErrors = Record<string, string>;

/** What is wrong in a form, by the API's names of its fields. `failed` is the title of a toast. */
export function useFieldErrors(failed: string) {
  const [errors, setErrors] = useState<FieldErrors>({});
  return {
    errors,
    setErrors,
    clear: () => setErrors({}),
    /** Puts what the instance refused at its fields; what belongs to none is told in a toast. */
    refuse(failure: unknown): void {
      const { fields } = toProblem(failure);
      setErrors(Object.fromEntries(fields.map(({ field, detail }) => [field, detail])));
      if (fields.length === 0) toastFailed(failed, failure);
    },
  };
}
