import { useRef, useState } from "react";

import { toProblem } from "../../api/problem";
import type { Region } from "../../api/types";
import { check, type FormErrors, type ProfileValues } from "./profile-form";

/** Values, messages and focus of one open profile form. */
export function useProfileEditor(
  initial: ProfileValues,
  regions: readonly Region[],
  isNew: boolean,
) {
  const [edits, setEdits] = useState<Partial<ProfileValues>>({});
  const [errors, setErrors] = useState<FormErrors>({});
  const inputs = useRef(new Map<keyof ProfileValues, HTMLInputElement>());
  const values: ProfileValues = { ...initial, ...edits };
  const changed = (Object.keys(edits) as (keyof ProfileValues)[]).filter(
    (name) => edits[name] !== initial[name],
  );

  function focusFirst(found: FormErrors): void {
    const first = (Object.keys(found) as (keyof ProfileValues)[])[0];
    if (first) inputs.current.get(first)?.focus();
  }

  return {
    values,
    errors,
    changes: changed.length,
    change(change: Partial<ProfileValues>) {
      setEdits((now) => ({ ...now, ...change }));
      setErrors(
        (now) =>
          Object.fromEntries(
            Object.entries(now).filter(([name]) => !(name in change)),
          ) as FormErrors,
      );
    },
    reset() {
      setEdits({});
      setErrors({});
    },
    register: (field: keyof ProfileValues) => (input: HTMLInputElement | null) => {
      if (input) inputs.current.set(field, input);
      else inputs.current.delete(field);
    },
    /** True when everything may be sent; else the first bad field has the focus. */
    isValid(): boolean {
      const region = regions.find((one) => one.standard === values.standard);
      const found = check(values, region, isNew);
      setErrors(found);
      focusFirst(found);
      return Object.keys(found).length === 0;
    },
    /** Puts a refusal at its field; false when it names none of ours. */
    showRefusal(error: unknown): boolean {
      const problem = toProblem(error);
      const found: FormErrors = Object.fromEntries(
        problem.fields
          .filter(({ field }) => field in values)
          .map(({ field, detail }) => [
            field,
            { kind: "server", text: detail, status: problem.status },
          ]),
      );
      if (Object.keys(found).length === 0) return false;
      setErrors(found);
      focusFirst(found);
      return true;
    },
  };
}

export type ProfileEditor = ReturnType<typeof useProfileEditor>;
