import { useVirtualizer } from "@tanstack/react-virtual";
import { Dropdown } from "antd";
import {
  useCallback,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
} from "react";
import { useTranslation } from "react-i18next";

import { usePreferences } from "../../state/preferences";
import { isComposing } from "../../lib/ime";
import { platform } from "../../platform";
import { sizes } from "../../theme/tokens";
import { ErrorPanel } from "../states/ErrorPanel";
import { allowed } from "../actions/allowed";
import { menuItems } from "../actions/menu-items";
import { useColumns } from "./columns";
import css from "./DataGrid.module.css";
import { GridFooter } from "./GridFooter";
import { GridHeader } from "./GridHeader";
import { GridRow } from "./GridRow";
import { isSelected, selectionSize, type Selection, type SelectionModel } from "./selection";
import type { GridProps } from "./types";
import { NoMatch } from "./NoMatch";
import { useExport } from "./use-export";

/** Rows fetched ahead of the view. */
const AHEAD = 400;
/** Engines cannot lay out heights far beyond this many rows. */
const MOST_ROWS = 400_000;
const SKELETON_ROWS = 14;

type Cell = { row: number; col: number };

const always = () => true;

/** Every list of the app: one virtual scroll over a server-side list, fully usable by keyboard. */
export function DataGrid<Row>(props: GridProps<Row>) {
  const { id, label, source, state, rowKey, selection, onOpen, rowMenu } = props;
  const { selectable = always } = props;
  const { t } = useTranslation();
  const density = usePreferences((all) => all.density);
  const columns = useColumns(id, props.columns, {
    check: selection !== undefined,
    menu: rowMenu !== undefined,
  });
  const file = useExport<Row>(id);
  const viewport = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<Cell>({ row: 0, col: 0 });
  const [menu, setMenu] = useState<{ row: Row; x: number; y: number } | null>(null);
  const anchorKey = useRef<string | null>(null);
  const wantsFocus = useRef(false);

  const { rows } = source;
  const selectableRows = useMemo(
    () => (selectable === always ? rows : rows.filter(selectable)),
    [rows, selectable],
  );
  const count = Math.min(
    source.hasMore ? Math.max(source.total, rows.length) : rows.length,
    MOST_ROWS,
  );
  const rowHeight = sizes[density].row;
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => viewport.current,
    estimateSize: () => rowHeight,
    overscan: 4,
    getItemKey: (at) => {
      const row = rows[at];
      return row ? rowKey(row) : at;
    },
    // Rows begin below the header, which the list does not count.
    scrollPaddingEnd: rowHeight,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  // The active cell takes the focus; while its row is not drawn, the grid itself has to.
  const holdsFocus = active.row === -1 || items.some(({ index }) => index === active.row);

  useEffect(() => virtual.measure(), [virtual, rowHeight]);

  const loadMore = useEffectEvent(() => source.loadMore());
  useEffect(() => {
    if (last > rows.length - AHEAD) loadMore();
  }, [last, rows.length]);

  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    const cell = viewport.current?.querySelector<HTMLElement>(
      `[data-cell="${active.row}:${active.col}"]`,
    );
    if (!cell) return;
    wantsFocus.current = false;
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  });

  const isPicked = (picks: Selection, row: Row) =>
    selectable(row) && isSelected(picks, rowKey(row));
  const keysToSelect = (some: readonly Row[]) => some.filter(selectable).map(rowKey);

  /** What the selection means, or everything that matches; loaded as far as needed. */
  async function rowsForFile(): Promise<readonly Row[]> {
    const chosen = selection?.selection;
    const picks = chosen && selectionSize(chosen, source.total) > 0 ? chosen : null;
    const loaded = picks
      ? rows.filter((row) => isPicked(picks, row))
      : source.hasMore
        ? null
        : rows;
    if (loaded && (!picks || (picks.kind === "keys" && loaded.length === picks.keys.size))) {
      return loaded;
    }
    const all = (await source.loadAll?.()) ?? rows;
    return picks ? all.filter((row) => isPicked(picks, row)) : all;
  }

  const openKey = props.openKey;
  const showOpen = useEffectEvent(() => {
    const at = rows.findIndex((row) => rowKey(row) === openKey);
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
  });
  useEffect(() => {
    if (openKey !== undefined) showOpen();
  }, [openKey]);

  const goTo = useCallback(
    (row: number, col: number) => {
      const next = {
        row: Math.max(-1, Math.min(count - 1, row)),
        col: Math.max(0, Math.min(columns.visible.length - 1, col)),
      };
      wantsFocus.current = true;
      setActive(next);
      if (next.row >= 0) virtual.scrollToIndex(next.row, { align: "auto" });
    },
    [columns.visible.length, count, virtual],
  );

  function rangeTo(model: SelectionModel, at: number): void {
    const from = rows.findIndex((row) => rowKey(row) === anchorKey.current);
    const [low, high] = from < 0 ? [at, at] : [Math.min(from, at), Math.max(from, at)];
    model.setMany(keysToSelect(rows.slice(low, high + 1)), true);
  }

  function toggle(model: SelectionModel, row: Row): void {
    if (selectable(row)) model.toggle(rowKey(row));
  }

  function openMenu(row: Row, x: number, y: number): void {
    if (rowMenu) setMenu({ row, x, y });
  }

  function onClick(event: MouseEvent): void {
    const target = event.target as HTMLElement;
    const at = Number(target.closest<HTMLElement>("[data-row]")?.dataset["row"] ?? -1);
    const row = rows[at];
    if (row === undefined) return;
    const col = Number(
      target.closest<HTMLElement>("[data-cell]")?.dataset["cell"]?.split(":")[1] ?? 0,
    );
    setActive({ row: at, col });
    const action = target.closest<HTMLElement>("[data-action]")?.dataset["action"];
    if (action === "menu") {
      const box = target.getBoundingClientRect();
      openMenu(row, box.left, box.bottom);
    } else if (action === "select" || (selection && event.shiftKey)) {
      if (!selection) return;
      if (event.shiftKey) rangeTo(selection, at);
      else toggle(selection, row);
      anchorKey.current = rowKey(row);
    } else if (action) props.onAction?.(row, action);
    else if (window.getSelection()?.isCollapsed !== false) onOpen(row);
  }

  function onContextMenu(event: MouseEvent): void {
    const at = Number(
      (event.target as HTMLElement).closest<HTMLElement>("[data-row]")?.dataset["row"] ?? -1,
    );
    const row = rows[at];
    if (row === undefined || !rowMenu) return;
    event.preventDefault();
    setActive({ row: at, col: active.col });
    openMenu(row, event.clientX, event.clientY);
  }

  async function copy(wholeRows: boolean): Promise<void> {
    if (!wholeRows) {
      const row = rows[active.row];
      const column = columns.visible[active.col];
      if (row && column) await platform.copyText(column.text(row));
      return;
    }
    const chosen = rows.filter((row) => selection && isPicked(selection.selection, row));
    const lines = [
      columns.visible.map((column) => column.label ?? column.title),
      ...chosen.map((row) => columns.visible.map((column) => column.text(row))),
    ];
    await platform.copyText(lines.map((line) => line.join("\t")).join("\n"));
  }

  function onHeaderKey(event: KeyboardEvent): boolean {
    const column = columns.visible[active.col];
    if (event.key === "Enter" && column?.sort) state.setSort(nextSort(state.sort, column.sort));
    else if (event.key === "ArrowDown") goTo(0, active.col);
    else return false;
    return true;
  }

  function onRowKey(event: KeyboardEvent, row: Row): boolean {
    const main = event.ctrlKey || event.metaKey;
    const cell = `[data-cell="${active.row}:${active.col}"] [data-action]`;
    if (event.key === "Enter") {
      const control = viewport.current?.querySelector<HTMLElement>(cell);
      if (control) control.click();
      else onOpen(row);
    } else if (event.key === " " && selection) {
      if (event.shiftKey) rangeTo(selection, active.row);
      else toggle(selection, row);
      anchorKey.current = rowKey(row);
    } else if (main && event.key.toLowerCase() === "a" && selection) {
      selection.setMany(keysToSelect(rows), true);
    } else if (main && event.key.toLowerCase() === "c") {
      if (window.getSelection()?.isCollapsed === false) return false;
      void copy(event.shiftKey);
    } else if (event.key === "ContextMenu" || (event.shiftKey && event.key === "F10")) {
      const box = (event.target as HTMLElement).getBoundingClientRect();
      openMenu(row, box.left + 16, box.bottom);
    } else if (event.key === "Delete") return removeRow(row);
    else return false;
    return true;
  }

  /** What the row's menu would do: what is off there is off here, too. */
  function removeRow(row: Row): boolean {
    const entry = rowMenu?.(row).find((one) => one !== "divider" && one.key === "delete");
    if (entry === undefined || entry === "divider" || "children" in entry) return false;
    if (!entry.disabled && allowed()) entry.onSelect();
    return true;
  }

  function onMoveKey(event: KeyboardEvent): boolean {
    const page = Math.max(1, Math.floor((viewport.current?.clientHeight ?? 0) / rowHeight) - 2);
    const steps: Record<string, Cell> = {
      ArrowUp: { row: active.row - 1, col: active.col },
      ArrowDown: { row: active.row + 1, col: active.col },
      ArrowLeft: { row: active.row, col: active.col - 1 },
      ArrowRight: { row: active.row, col: active.col + 1 },
      PageUp: { row: Math.max(0, active.row - page), col: active.col },
      PageDown: { row: active.row + page, col: active.col },
      Home: { row: 0, col: active.col },
      End: { row: count - 1, col: active.col },
    };
    const step = steps[event.key];
    if (!step || event.altKey) return false;
    if (event.shiftKey && selection && /Up|Down/.test(event.key)) {
      const from = rows[active.row];
      if (from && anchorKey.current === null) anchorKey.current = rowKey(from);
      rangeTo(selection, Math.max(0, Math.min(rows.length - 1, step.row)));
    }
    goTo(step.row, step.col);
    return true;
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (isComposing(event.nativeEvent)) return;
    const row = rows[active.row];
    const done =
      (active.row < 0 ? onHeaderKey(event) : row !== undefined && onRowKey(event, row)) ||
      onMoveKey(event);
    if (done) event.preventDefault();
  }

  const isFiltered = Object.keys(state.filters).length > 0;
  const showsRows = source.isPending || count > 0;
  return (
    <section className={css["frame"]} aria-label={label}>
      {(props.filters ?? props.bulk) && (
        <div className={css["bar"]}>{props.bulk ?? props.filters}</div>
      )}
      {source.error && count === 0 ? (
        <div className={css["center"]}>
          <ErrorPanel error={source.error} onRetry={source.refetch} />
        </div>
      ) : !showsRows ? (
        <div className={css["center"]}>
          {props.searching ?? (isFiltered ? <NoMatch onClear={state.clear} /> : props.empty)}
        </div>
      ) : (
        <div
          ref={viewport}
          className={css["viewport"]}
          role="grid"
          aria-label={label}
          aria-rowcount={source.total + 1}
          aria-colcount={columns.visible.length}
          aria-multiselectable={selection !== undefined}
          aria-busy={source.isFetching}
          tabIndex={holdsFocus && rows.length > 0 ? undefined : 0}
          data-testid={`grid-${id}`}
          onClick={onClick}
          onContextMenu={onContextMenu}
          onKeyDown={onKeyDown}
        >
          {source.isFetching && !source.isPending && <div className={css["fetching"]} />}
          <GridHeader
            columns={columns}
            sort={state.sort}
            onSort={(name) => state.setSort(nextSort(state.sort, name))}
            selection={selection}
            rows={selectableRows}
            rowKey={rowKey}
            activeCol={active.row === -1 ? active.col : null}
            withMenu={rowMenu !== undefined}
          />
          <div
            className={css["body"]}
            role="rowgroup"
            style={{
              height: source.isPending ? SKELETON_ROWS * rowHeight : virtual.getTotalSize(),
              minWidth: columns.minWidth,
            }}
          >
            {source.isPending
              ? Array.from({ length: SKELETON_ROWS }, (_, at) => (
                  <GridRow
                    key={at}
                    index={at}
                    top={at * rowHeight}
                    columns={columns}
                    row={undefined}
                    withCheck={selection !== undefined}
                  />
                ))
              : items.map((item) => {
                  const row = rows[item.index];
                  const key = row === undefined ? undefined : rowKey(row);
                  return (
                    <GridRow
                      key={item.key}
                      index={item.index}
                      top={item.start}
                      columns={columns}
                      row={row}
                      rowId={key}
                      withCheck={selection !== undefined}
                      selected={
                        selection && row !== undefined && key !== undefined && selectable(row)
                          ? isSelected(selection.selection, key)
                          : undefined
                      }
                      open={key !== undefined && key === openKey}
                      activeCol={active.row === item.index ? active.col : null}
                      withMenu={rowMenu !== undefined}
                      menuLabel={t("grid.rowMenu")}
                      selectLabel={t("grid.selectRow")}
                    />
                  );
                })}
          </div>
        </div>
      )}
      <GridFooter
        columns={columns}
        text={source.isPending ? "" : props.countText(source.total)}
        extra={props.footer}
        shown={showsRows}
        exporting={file.busy}
        chosen={selection ? selectionSize(selection.selection, source.total) : 0}
        onExport={
          props.ownExport
            ? undefined
            : (every) => void file.run(rowsForFile, every ? columns.all : columns.visible)
        }
        onWorkbook={props.onWorkbook}
      />
      {menu && rowMenu && (
        <Dropdown
          open
          autoFocus
          menu={menuItems(rowMenu(menu.row), () => setMenu(null))}
          onOpenChange={(open) => {
            if (!open) setMenu(null);
          }}
          trigger={["click"]}
          destroyOnHidden
        >
          <span className={css["anchor"]} style={{ left: menu.x, top: menu.y }} />
        </Dropdown>
      )}
    </section>
  );
}

/** Ascending first, then descending, then ascending again. */
export function nextSort(now: string, name: string): string {
  return now === name ? `-${name}` : name;
}
