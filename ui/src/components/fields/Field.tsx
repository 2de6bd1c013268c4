import { ConfigProvider } from "antd";
import { createContext, useContext, useId, useState, type ReactNode } from "react";

import { ConflictMark } from "../drafts/ConflictMark";
import css from "./Field.module.css";
import { useReadOnlyForm } from "./read-only";

type FieldIds = {
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
  /** Shows why what stands in the input cannot be taken; null: it can. */
  tell: (problem: string | null) => void;
};

/** For what is no `Field` and hears of problems all the same, such as a cell of a table. */
export const FieldContext = createContext<FieldIds | null>(null);

const noTell = () => undefined;

/** Ids that tie an input to the label, help and error of the field around it. */
export function useFieldIds(): FieldIds {
  const own = useId();
  return (
    useContext(FieldContext) ?? { id: own, describedBy: undefined, invalid: false, tell: noTell }
  );
}

export type FieldProps = {
  label: string;
  /** The API's name, so that support and scripts can be matched. */
  api?: string;
  required?: boolean;
  help?: ReactNode;
  error?: ReactNode;
  /** A mark after the input: "default", "custom". */
  note?: ReactNode;
  /** The control is a group (radio buttons, switch row), which a label element cannot name. */
  group?: boolean;
  children: ReactNode;
};

/** A labelled input with its hint and message. */
export function Field(props: FieldProps) {
  const { label, api, required, help, note, group, children } = props;
  const id = useId();
  const readOnly = useReadOnlyForm();
  const [problem, tell] = useState<string | null>(null);
  const error = problem ?? props.error;
  const messages = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(" ");
  const ids = { id, describedBy: messages || undefined, invalid: Boolean(error), tell };
  const title = (
    <>
      {label}
      {required && (
        <span className={css["star"]} aria-hidden>
          *
        </span>
      )}
    </>
  );
  return (
    <div
      className={css["field"]}
      {...(group
        ? { role: "group", "aria-labelledby": `${id}-label`, "aria-describedby": messages }
        : {})}
    >
      <div className={css["head"]}>
        {group ? (
          <span id={`${id}-label`} className={css["label"]}>
            {title}
          </span>
        ) : (
          <label htmlFor={id} className={css["label"]}>
            {title}
          </label>
        )}
        {api && <code className={css["api"]}>{api}</code>}
      </div>
      <div className={css["body"]}>
        <div className={css["control"]}>
          <Off on={readOnly}>
            <FieldContext value={ids}>{children}</FieldContext>
            {note}
          </Off>
        </div>
        <ConflictMark api={api} />
        {help && (
          <div id={`${id}-help`} className={css["help"]}>
            {help}
          </div>
        )}
        {error && (
          <div id={`${id}-error`} className={css["error"]} role="alert">
            {error}
          </div>
        )}
      </div>
    </div>
  );
}

type OffProps = { on: boolean; children: ReactNode };

/** Turns all inputs and buttons of the library off that do not say otherwise themselves. */
function Off({ on, children }: OffProps) {
  return on ? <ConfigProvider componentDisabled>{children}</ConfigProvider> : children;
}

type SectionProps = { title: string; aside?: ReactNode; children: ReactNode };

/** A titled part of a form; fields stand in two columns where there is room. */
export function FormSection({ title, aside, children }: SectionProps) {
  return (
    <section className={css["section"]}>
      <div className={css["sectionHead"]}>
        <h3>{title}</h3>
        {aside}
      </div>
      <div className={css["fields"]}>{children}</div>
    </section>
  );
}

type WideProps = { children: ReactNode };

/** A field over the whole width of its section. */
export function Wide({ children }: WideProps) {
  return <div className={css["wide"]}>{children}</div>;
}
