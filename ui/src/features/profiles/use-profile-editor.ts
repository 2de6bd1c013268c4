import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { toProblem } from "../../api/problem";
import type { Region } from "../../api/types";
import { useDraft } from "../../components/fields/use-draft";
import { fieldWords } from "../../components/states/problem-words";
import { check, type FormErrors, type ProfileValues } from "./profile-form";

/** Kept in no place but the form and the instance. */
const SECRETS = ["app_key", "apps_key", "nwks_key"] as const;

/** Values, messages and focus of one open profile form. */
export function useProfileEditor(
  initial: ProfileValues,
  regions: readonly Region[],
  isNew: boolean,
) {
  const { t } = useTranslation();
  const draft = useDraft(initial, isNew ? "new" : initial.dev_eui, {
    record: `profile/${isNew ? "new" : initial.dev_eui}`,
    secrets: SECRETS,
  });
  const [errors, setErrors] = useState<FormErrors>({});
  const inputs = useRef(new Map<keyof ProfileValues, HTMLInputElement>());
  const { values } = draft;

  function focusFirst(found: FormErrors): void {
    const first = (Object.keys(found) as (keyof ProfileValues)[])[0];
    if (first) inputs.current.get(first)?.focus();
  }

  return {
    values,
    errors,
    draft,
    changes: draft.changes,
    change(change: Partial<ProfileValues>) {
      draft.set(change);
      setErrors(
        (now) =>
          Object.fromEntries(
            Object.entries(now).filter(([name]) => !(name in change)),
          ) as FormErrors,
      );
    },
    reset() {
      draft.reset();
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
        fieldWords(t, problem)
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
