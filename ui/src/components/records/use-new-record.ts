import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { same } from "../fields/use-draft";
import { useFieldErrors, type FieldErrors } from "../fields/use-field-errors";
import { toastDone } from "../messages/toast";
import { useLeaveGuard } from "../page/use-leave-guard";

type Made = { id: string; name: string };

type Options<Values extends object, Input> = {
  initial: Values;
  /** What is wrong before anything is sent, by field. */
  check?: (values: Values) => FieldErrors;
  inputOf: (values: Values) => Input;
  create: {
    isPending: boolean;
    isSuccess: boolean;
    mutate: (
      input: Input,
      answers: { onSuccess: (made: Made) => void; onError: (failure: unknown) => void },
    ) => void;
  };
  /** The address of the list; the new record's adds its id. */
  page: string;
  /** What the toast says. */
  created: (name: string) => string;
};

/** The form of a record that does not exist yet: made, it opens beside its list. */
export function useNewRecord<Values extends object, Input>(options: Options<Values, Input>) {
  const { check, inputOf, create, page, created } = options;
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [initial] = useState(options.initial);
  const [values, setValues] = useState(initial);
  const { errors, setErrors, clear, refuse } = useFieldErrors(t("errors.failed"), values);
  const done = create.isPending || create.isSuccess;
  useLeaveGuard(!same(values, initial) && !done, () => false);

  return {
    values,
    errors,
    edit(change: Partial<Values>): void {
      clear();
      setValues((now) => ({ ...now, ...change }));
    },
    saving: create.isPending,
    save(): void {
      const wrong = check?.(values) ?? {};
      setErrors(wrong);
      if (Object.keys(wrong).length > 0) return;
      create.mutate(inputOf(values), {
        onSuccess(made) {
          toastDone(created(made.name));
          void navigate(`${page}/${made.id}`);
        },
        onError: refuse,
      });
    },
    close: () => void navigate(page),
  };
}
