import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Checkbox, Input, Spin } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { importRows, type RowsShown } from "../../api/imports";
import type { ImportKind, ImportPlan, ImportRow } from "../../api/types";
import { ErrorPanel } from "../states/ErrorPanel";
import { Diff } from "../models/history/Diff";
import { useSaid } from "../values/said";
import { isComposing } from "../../lib/ime";
import { isJson } from "./kinds";
import css from "./Imports.module.css";
import { noteWords } from "./note-words";

/** Rows of one page where each may hold a long script. */
const SCRIPTS = 50;

type Props = {
  plan: ImportPlan;
  show: RowsShown;
  /** Changes with every check, so that the rows are read again. */
  revision: number;
  /** Types a cell anew; absent once the plan is applied. */
  onCell?: (row: number, field: string, value: string) => Promise<void>;
  /** Rows that shall not be imported; absent once the plan is applied. */
  left?: { rows: ReadonlyMap<number, boolean>; toggle: (row: number) => void };
};

/** The rows of a plan: what each would do, field by field. */
export function RowsTable({ plan, show, revision, onCell, left }: Props) {
  const { t } = useTranslation();
  const rows = useInfiniteQuery({
    queryKey: ["import-rows", plan.id, show, revision],
    queryFn: ({ pageParam }) =>
      importRows(plan.id, show, pageParam, isJson(plan.kind as ImportKind) ? SCRIPTS : undefined),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    // What is applied is what is shown: rows of an earlier mapping are never shown again.
    staleTime: 0,
    gcTime: 0,
  });
  // A corrected cell is gone with the rows it was in: whoever typed there goes on among the new ones.
  const shown = useRef<HTMLDivElement>(null);
  const { isSuccess } = rows;
  useEffect(() => {
    if (revision > 0 && isSuccess && document.activeElement === document.body) {
      shown.current?.focus();
    }
  }, [revision, isSuccess]);
  if (rows.isError) return <ErrorPanel error={rows.error} onRetry={() => void rows.refetch()} />;
  if (rows.isPending) return <Spin />;
  const items = rows.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <p className="hint">{t("imports.nothing")}</p>;
  return (
    <div ref={shown} className={css["scroll"]} tabIndex={-1}>
      <table className={css["table"]} data-testid="import-rows">
        <thead>
          <tr>
            <th>{t("imports.row")}</th>
            <th>{t("imports.outcome")}</th>
            <th>{t("imports.key")}</th>
            <th>{t("imports.details")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((row) => (
            <tr key={row.row}>
              <td className={css["number"]}>
                {left && (
                  <Checkbox
                    aria-label={t("imports.take", { row: row.row })}
                    checked={writes(row) && !left.rows.has(row.row)}
                    disabled={!writes(row)}
                    onChange={() => left.toggle(row.row)}
                  />
                )}{" "}
                {row.row}
              </td>
              <td>
                <Outcome row={row} />
              </td>
              <td className={css["mono"]}>{row.key}</td>
              <td>
                <Details row={row} {...(onCell ? { onCell } : {})} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.hasNextPage && (
        <Button loading={rows.isFetchingNextPage} onClick={() => void rows.fetchNextPage()}>
          {t("imports.more")}
        </Button>
      )}
    </div>
  );
}

const writes = (row: ImportRow) => row.outcome === "create" || row.outcome === "update";

const results = [
  "created",
  "updated",
  "unchanged",
  "skipped",
  "left_out",
  "conflict",
  "failed",
] as const;

function Outcome({ row }: { row: ImportRow }) {
  const { t } = useTranslation();
  const result = results.find((name) => name === row.result);
  const tone = result ?? row.outcome;
  return (
    <span className={css["outcome"]} data-tone={tone}>
      {result ? t(`imports.result_${result}`) : t(`imports.${row.outcome}`)}
    </span>
  );
}

type DetailsProps = { row: ImportRow; onCell?: NonNullable<Props["onCell"]> };

function Details({ row, onCell }: DetailsProps) {
  const { t } = useTranslation();
  const said = useSaid();
  const [editing, setEditing] = useState<string | null>(null);
  const value = (text: string) => (text === "" ? <em>{t("imports.empty")}</em> : text);
  const cell = (field: string, text: string) =>
    editing === field && onCell ? (
      <CellInput
        label={t("imports.correctLabel", { field, row: row.row })}
        text={text}
        onDone={(typed) => {
          setEditing(null);
          if (typed !== null) void onCell(row.row, field, typed);
        }}
      />
    ) : onCell && field !== "" ? (
      <Button size="small" type="link" onClick={() => setEditing(field)}>
        {t("imports.correct")}
      </Button>
    ) : null;
  return (
    <ul className={css["details"]}>
      {row.reason && <li data-tone="error">{said(row.reason_said, row.reason)}</li>}
      {row.notes.map((note, at) => (
        <li key={`note-${at}`} data-tone={note.is_error ? "error" : "warning"}>
          {note.field && <code>{note.field}</code>} {noteWords(t, note)} {cell(note.field, "")}
        </li>
      ))}
      {row.changes.map(({ field, old, new: next }) =>
        isLong(old ?? "") || isLong(next) ? (
          <LongChange key={field} field={field} old={old ?? ""} next={next} />
        ) : (
          <li key={field}>
            <code>{field}</code>{" "}
            {old !== null && (
              <>
                <del>{value(old)}</del>
                {" → "}
              </>
            )}
            <span>{value(next)}</span>
          </li>
        ),
      )}
    </ul>
  );
}

/** From here on a text is shown line by line. */
const LONG = 160;
const isLong = (text: string) => text.length > LONG || text.includes("\n");

/** JSON is compared by its lines, too. */
function lines(text: string): string {
  if (!text.startsWith("{")) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** A script or a configuration: what differs is shown when it is asked for. */
function LongChange({ field, old, next }: { field: string; old: string; next: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <li className={css["wide"]}>
      <code>{field}</code>{" "}
      <button
        type="button"
        className="linklike"
        aria-expanded={open}
        onClick={() => setOpen((now) => !now)}
      >
        {t("imports.showDiff")}
      </button>
      {open && <Diff before={lines(old)} after={lines(next)} label={field} />}
    </li>
  );
}

type InputProps = { label: string; text: string; onDone: (text: string | null) => void };

function CellInput({ label, text, onDone }: InputProps) {
  const [typed, setTyped] = useState(text);
  return (
    <Input
      autoFocus
      size="small"
      aria-label={label}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter" && !isComposing(event.nativeEvent)) onDone(typed);
        if (event.key === "Escape") {
          event.stopPropagation();
          onDone(null);
        }
      }}
    />
  );
}
