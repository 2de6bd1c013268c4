import { useMemo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { TFunction } from "i18next";

import type { ListPath } from "../../api/client";
import { useList } from "../../api/list";
import { useCommand } from "../../state/commands/commands";
import { useListState } from "../../state/url-state";
import { confirm } from "../messages/confirm";
import { EmptyState } from "../states/EmptyState";
import { DataGrid } from "../grid/DataGrid";
import { FilterBar } from "../grid/filters/FilterBar";
import { neighbours } from "../grid/neighbours";
import type { Column, MenuEntry } from "../grid/types";
import { Split } from "../page/Panel";
import { toastDone, toastFailed, toastRefused } from "../messages/toast";
import { WriteButton } from "../actions/WriteButton";

type NamedRecord = { id: string; name: string; enable?: boolean };

/** The open record: where it is in its list, and what its panel can do about it. */
export type OpenRecord<Row> = {
  id: string;
  tab: string | undefined;
  onTab: (tab: string) => void;
  onClose: () => void;
  onDelete: (row: Row) => void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
};

type Write<Body> = {
  mutate: (
    body: Body,
    answers: { onSuccess?: () => void; onError: (error: Error) => void },
  ) => void;
};

type Props<Row extends NamedRecord> = {
  /** The group of texts that speaks of these records. */
  words: "deviceExecutions" | "scheduledTasks" | "groups" | "locations";
  /** Names the list in the cache, in storage and for tests. */
  resource: string;
  /** Where the API lists them. */
  path: ListPath;
  /** The address of the page; an open record adds its id and tab. */
  page: string;
  label: string;
  /** The open record, or `new`. */
  id: string | undefined;
  tab: string | undefined;
  columns: (t: TFunction, locale: string) => Column<Row>[];
  /** The order that is not in the address. */
  sort?: string;
  /** The other tab of a record's panel, which the menu of its row leads to. */
  second?: { key: string; label: string };
  /** Turns the switch; absent where records have none. */
  update?: Write<{ id: string; body: { enable: boolean } }>;
  remove: Write<string>;
  /** What deleting says; one sentence if absent. */
  deletion?: (row: Row) => string;
  /** Why a record cannot be deleted, if so: said instead of asking. */
  refusal?: (row: Row) => string | null;
  /** Brings a deleted record back; where it is absent, deleting is for good. */
  restore?: (row: Row) => void;
  /** Entries of a row's menu between its tabs and its deletion. */
  menu?: (row: Row) => MenuEntry[];
  /** A `data-action` of a cell besides `enable` and the second tab. */
  onAction?: (row: Row, action: string) => void;
  /** The panel that adds a record. */
  adding: ReactNode;
  panel: (open: OpenRecord<Row>) => ReactNode;
};

const keyOf = (row: NamedRecord) => row.id;

/** Records with a name and a switch: their list, and the panel of the open or the new one. */
export function RecordList<Row extends NamedRecord>(props: Props<Row>) {
  const { words, page, id, tab, columns: columnsOf, second, update, remove } = props;
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const state = useListState(["q"], props.sort ?? "name");
  const source = useList<Row>(props.resource, props.path, state.query);
  const columns = useMemo(() => columnsOf(t, i18n.language), [columnsOf, t, i18n.language]);
  const go = (key: string | null, view?: string) =>
    void navigate([page, key, key && view].filter(Boolean).join("/"));
  const add = () => go("new");
  useCommand({ id: "add", title: t(`${words}.add`), keys: "n|Ctrl+n", writes: true, run: add });

  async function ask(row: Row): Promise<void> {
    const refusal = props.refusal?.(row) ?? null;
    if (refusal !== null) {
      toastRefused(refusal);
      return;
    }
    const yes = await confirm({
      level: props.restore ? 1 : 2,
      text: props.deletion?.(row) ?? t(`${words}.deleteText`),
      title: t(`${words}.deleteTitle`, { name: row.name }),
      verb: t(`${words}.deleteVerb`),
    });
    if (!yes) return;
    remove.mutate(row.id, {
      onSuccess() {
        const { restore } = props;
        toastDone(
          t(`${words}.deleted`, { name: row.name }),
          restore && { label: t("common.undo"), run: () => restore(row) },
        );
        if (row.id === id) go(null);
      },
      onError: (error) => toastFailed(t("errors.failed"), error),
    });
  }

  function turn(row: Row, enable: boolean): void {
    update?.mutate(
      { id: row.id, body: { enable } },
      {
        onSuccess: () =>
          toastDone(t(`${words}.saved`), {
            label: t("common.undo"),
            run: () => turn(row, !enable),
          }),
        onError: (error) => toastFailed(t("errors.failed"), error),
      },
    );
  }

  function act(row: Row, action: string): void {
    if (action === "enable") turn(row, !row.enable);
    else if (action === second?.key) go(row.id, action);
    else props.onAction?.(row, action);
  }

  const open = (key: string): OpenRecord<Row> => ({
    id: key,
    tab,
    onTab: (next) => go(key, next),
    onClose: () => go(null),
    onDelete: (row) => void ask(row),
    ...neighbours(source.rows, keyOf, key, (beside) => go(beside, tab)),
  });
  return (
    <Split
      onMask={() => go(null)}
      panel={id === "new" ? props.adding : id ? props.panel(open(id)) : undefined}
      list={
        <DataGrid<Row>
          id={props.resource}
          label={props.label}
          columns={columns}
          source={source}
          rowKey={keyOf}
          state={state}
          openKey={id}
          onOpen={(row) => go(row.id)}
          onAction={act}
          rowMenu={(row) => [
            { key: "open", label: t("common.open"), onSelect: () => go(row.id) },
            ...(second ? [{ ...second, onSelect: () => go(row.id, second.key) }] : []),
            ...(props.menu?.(row) ?? []),
            "divider",
            {
              key: "delete",
              label: t("common.delete"),
              danger: true,
              writes: true,
              onSelect: () => void ask(row),
            },
          ]}
          filters={<FilterBar state={state} placeholder={t(`${words}.search`)} filters={[]} />}
          empty={
            <EmptyState title={t(`${words}.emptyTitle`)} text={t(`${words}.emptyText`)}>
              <WriteButton type="primary" onClick={add}>
                {t(`${words}.add`)}
              </WriteButton>
            </EmptyState>
          }
          countText={(count) => t(`${words}.count`, { count })}
        />
      }
    />
  );
}
