import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Input, Select } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { encodings, importFields, setImportColumns, type ColumnsInput } from "../../api/imports";
import type { ImportKind, ImportPlan } from "../../api/types";
import { ErrorPanel } from "../states/ErrorPanel";
import { toastFailed } from "../messages/toast";
import { labelled, listOf } from "../values/phrases";
import css from "./Imports.module.css";

type Props = {
  kind: ImportKind;
  plan: ImportPlan;
  onPlan: (plan: ImportPlan) => Promise<void>;
  onSheet: (sheet: string) => void;
  onEncoding: (encoding: string) => void;
  onNext: () => void;
};

const IGNORED = "";

/** Which column is which field, and what holds for every row. */
export function ColumnsStep({ kind, plan, onPlan, onSheet, onEncoding, onNext }: Props) {
  const { t } = useTranslation();
  const known = useQuery({ queryKey: ["import-fields", kind], queryFn: () => importFields(kind) });
  const fields = known.data ?? [];
  const [waiting, setWaiting] = useState(0);
  const busy = waiting > 0;
  const [adding, setAdding] = useState<string | null>(null);
  const { source, counts } = plan;
  // Rows of records that are there go without.
  const isStuck = plan.missing.length > 0 && counts.error === plan.total;
  const fixed = plan.fixed as Record<string, string>;

  // One change after the other, each made of what the one before it left: leaving a field and the
  // button that was pressed meanwhile are two changes.
  const last = useRef({ plan, change: Promise.resolve() });
  useEffect(() => {
    last.current.plan = plan;
  }, [plan]);

  function change(make: (now: ImportPlan) => ColumnsInput): void {
    setWaiting((count) => count + 1);
    last.current.change = last.current.change.then(async () => {
      try {
        const changed = await setImportColumns(plan.id, make(last.current.plan));
        last.current.plan = changed;
        await onPlan(changed);
      } catch (error) {
        toastFailed(t("errors.failed"), error);
      } finally {
        setWaiting((count) => count - 1);
      }
    });
  }

  const taken = new Set(plan.columns.map(({ field }) => field));
  const options = (own: string | null) => [
    { value: IGNORED, label: t("imports.ignore") },
    ...fields
      .filter(({ name }) => name === own || !taken.has(name))
      .map(({ name, required }) => ({ value: name, label: required ? `${name} *` : name })),
  ];
  const setFixed = (name: string, value: string | null) => {
    change((now) => {
      const next = Object.entries(now.fixed as Record<string, string>);
      const others = next.filter(([other]) => other !== name);
      return { fixed: Object.fromEntries(value === null ? others : [...others, [name, value]]) };
    });
  };
  if (known.error) {
    return <ErrorPanel error={known.error} onRetry={() => void known.refetch()} />;
  }
  // What is being added stays where it is until its value is known: a button beside it is being
  // pressed.
  const named = [...new Set([...Object.keys(fixed), ...(adding ? [adding] : [])])];
  // Text that says its encoding says it by being UTF-8 or UTF-16; another one may be chosen anew.
  const isChosen = source.encoding !== null && !/^utf/i.test(source.encoding);
  const encoding = (
    <label className={css["inline"]}>
      {t("imports.encoding")}
      <Select
        aria-label={t("imports.encoding")}
        className={css["select"] ?? ""}
        value={source.encoding ?? ""}
        options={encodings.map((value) => ({ value, label: value }))}
        onChange={onEncoding}
      />
    </label>
  );
  return (
    <div className={css["columns"]}>
      <p className="hint">
        {plan.file}
        {" · "}
        {source.encoding && source.delimiter
          ? t("imports.readAs", {
              encoding: source.encoding,
              delimiter: source.delimiter === "\t" ? t("imports.tab") : source.delimiter,
            })
          : t("imports.rows", { count: plan.total })}
        {source.merged_areas > 0 && ` · ${t("imports.merged", { count: source.merged_areas })}`}
        {source.hidden_rows > 0 && ` · ${t("imports.hidden", { count: source.hidden_rows })}`}
      </p>
      {source.encoding_guessed ? (
        <Alert
          type="warning"
          showIcon
          role="alert"
          title={t("imports.encodingGuessed", { encoding: source.encoding })}
          description={encoding}
        />
      ) : (
        isChosen && encoding
      )}
      {source.sheets.length > 1 && (
        <label className={css["inline"]}>
          {t("imports.sheet")}
          <Select
            aria-label={t("imports.sheet")}
            value={source.sheet ?? ""}
            options={source.sheets.map((value) => ({ value, label: value }))}
            onChange={onSheet}
          />
        </label>
      )}
      <div className={css["scroll"]}>
        <table className={css["table"]}>
          <thead>
            <tr>
              <th>{t("imports.column")}</th>
              <th>{t("imports.samples")}</th>
              <th>{t("imports.field")}</th>
            </tr>
          </thead>
          <tbody>
            {plan.columns.map((column, at) => (
              <tr key={at}>
                <td>{column.header || `#${at + 1}`}</td>
                <td className={css["mono"]}>{column.samples.join(" · ")}</td>
                <td>
                  <Select
                    aria-label={labelled(t, t("imports.field"), column.header)}
                    className={css["select"] ?? ""}
                    showSearch
                    disabled={busy}
                    value={column.field ?? IGNORED}
                    options={options(column.field)}
                    onChange={(value) =>
                      change((now) => ({
                        columns: now.columns.map(({ field }, other) =>
                          other === at ? value || null : field,
                        ),
                      }))
                    }
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <fieldset className={css["fixed"]}>
        <legend>{t("imports.fixed")}</legend>
        <p className="hint">{t("imports.fixedHint")}</p>
        {named.map((name) => {
          const choices = fields.find((field) => field.name === name)?.choices ?? [];
          return (
            <label key={name} className={css["inline"]}>
              <code>{name}</code>
              {choices.length > 0 ? (
                <Select
                  aria-label={name}
                  className={css["select"] ?? ""}
                  value={fixed[name] ?? null}
                  options={choices.map((value) => ({ value, label: value }))}
                  onChange={(value) => setFixed(name, value)}
                />
              ) : (
                <Input
                  aria-label={name}
                  className={css["select"] ?? ""}
                  defaultValue={fixed[name] ?? ""}
                  onBlur={(event) => {
                    const typed = event.target.value || null;
                    if (typed !== (fixed[name] ?? null)) setFixed(name, typed);
                  }}
                />
              )}
              <Button
                size="small"
                onClick={() => {
                  setAdding(null);
                  setFixed(name, null);
                }}
              >
                {t("common.delete")}
              </Button>
            </label>
          );
        })}
        <Select
          aria-label={t("imports.fixed")}
          className={css["select"] ?? ""}
          value={null}
          placeholder={`+ ${t("imports.field")}`}
          options={fields
            .filter(({ name }) => !named.includes(name))
            .map(({ name }) => ({ value: name, label: name }))}
          onChange={(name: string | null) => setAdding(name)}
        />
      </fieldset>
      {plan.missing.length > 0 && (
        <Alert
          type={isStuck ? "error" : "warning"}
          showIcon
          title={t(isStuck ? "imports.missing" : "imports.missingNew", {
            fields: listOf(t, plan.missing),
          })}
          role="alert"
        />
      )}
      <div className={css["foot"]}>
        <span className={css["grow"]} />
        <Button
          type="primary"
          loading={busy}
          disabled={isStuck}
          title={isStuck ? t("imports.missing", { fields: listOf(t, plan.missing) }) : undefined}
          onClick={onNext}
        >
          {t("imports.step_check")}
        </Button>
      </div>
    </div>
  );
}
