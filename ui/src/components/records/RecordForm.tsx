import { useMemo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { keys } from "../../api/keys";
import { DraftFrame } from "../drafts/DraftFrame";
import { useDraftSave } from "../drafts/use-draft-save";
import { useDraft } from "../fields/use-draft";
import type { FieldErrors } from "../fields/use-field-errors";
import { SaveBar } from "../page/SaveBar";

type Form<Values> = {
  values: Values;
  errors: FieldErrors;
  edit: (change: Partial<Values>) => void;
  changes: number;
};

type Props<Row extends { id: string }, Values extends object, Body> = {
  row: Row;
  /** The resource in the API's words. */
  resource: string;
  /** What its kept input is called; its id follows. */
  draft: string;
  load: (id: string) => Promise<Row>;
  valuesOf: (row: Row) => Values;
  /** What is wrong before anything is sent, by field. */
  check?: (values: Values) => FieldErrors;
  bodyOf: (changed: Partial<Values>) => Body;
  update: {
    isPending: boolean;
    mutate: (
      input: { id: string; body: Body },
      answers: { onSuccess: (row: Row) => void; onError: (failure: unknown) => void },
    ) => void;
  };
  /** What the toast says. */
  saved: string;
  children: (form: Form<Values>) => ReactNode;
};

/** In the panel of a record, what a person says of it. */
export function RecordForm<Row extends { id: string }, Values extends object, Body>(
  props: Props<Row, Values, Body>,
) {
  const { row, load, valuesOf, check, bodyOf, update, saved } = props;
  const { id } = row;
  const { t } = useTranslation();
  const stored = useMemo(() => valuesOf(row), [row, valuesOf]);
  const draft = useDraft(stored, id, { record: `${props.draft}/${id}` });
  const { errors, edit, save, send, discard } = useDraftSave({
    draft,
    queryKey: keys.one(props.resource, id),
    load: () => load(id),
    valuesOf,
    ...(check ? { check } : {}),
    update: (changed, answers) => update.mutate({ id, body: bodyOf(changed) }, answers),
    saved,
    failed: t("errors.failed"),
  });
  const { values, changes } = draft;
  return (
    <DraftFrame draft={draft} onOverwrite={send}>
      {props.children({ values, errors, edit, changes })}
      <SaveBar changes={changes} saving={update.isPending} onSave={save} onDiscard={discard} />
    </DraftFrame>
  );
}
