import { useVirtualizer } from "@tanstack/react-virtual";
import {
  useCallback,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
  type MouseEvent,
} from "react";

import { usePreferences } from "../../state/preferences";
import { sizes } from "../../theme/tokens";
import { ErrorPanel } from "../states/ErrorPanel";
import { useColumns } from "./columns";
import css from "./DataGrid.module.css";
import { GridBody } from "./GridBody";
import { GridFooter } from "./GridFooter";
import { GridHeader } from "./GridHeader";
import { onGridKey } from "./keys";
import { NoMatch } from "./NoMatch";
import { RowMenu } from "./RowMenu";
import { selectionSize } from "./selection";
import { nextSort } from "./sort";
import type { GridProps } from "./types";
import { useActiveCell } from "./use-active-cell";
import { useExport } from "./use-export";
import { rowsForFile, usePicks } from "./use-picks";

/** Rows fetched ahead of the view. */
const AHEAD = 400;
/** Engines cannot lay out heights far beyond this many rows. */
const MOST_ROWS = 400_000;

const always = () => true;

/** Every list of the app: one virtual scroll over a server-side list, fully usable by keyboard. */
export function DataGrid<Row>(props: GridProps<Row>) {
  const { id, label, source, state, rowKey, selection, onOpen, rowMenu } = props;
  const { selectable = always } = props;
  const density = usePreferences((all) => all.density);
  const columns = useColumns(id, props.columns, {
    check: selection !== undefined,
    menu: rowMenu !== undefined,
  });
  const file = useExport<Row>(id);
  const viewport = useRef<HTMLDivElement>(null);
  const [menu, setMenu] = useState<{ row: Row; x: number; y: number } | null>(null);

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
  const scrollTo = useCallback(
    (row: number) => virtual.scrollToIndex(row, { align: "auto" }),
    [virtual],
  );
  const cell = useActiveCell(viewport, { rows: count, cols: columns.visible.length }, scrollTo);
  const { active, setActive } = cell;
  const picks = usePicks({ rows, rowKey, selectable, selection });
  const last = items.at(-1)?.index ?? 0;
  // The active cell takes the focus; while its row is not drawn, the grid itself has to.
  const holdsFocus = active.row === -1 || items.some(({ index }) => index === active.row);

  useEffect(() => virtual.measure(), [virtual, rowHeight]);

  const loadMore = useEffectEvent(() => source.loadMore());
  useEffect(() => {
    if (last > rows.length - AHEAD) loadMore();
  }, [last, rows.length]);

  const openKey = props.openKey;
  const showOpen = useEffectEvent(() => {
    const at = rows.findIndex((row) => rowKey(row) === openKey);
    if (at >= 0) scrollTo(at);
  });
  useEffect(() => {
    if (openKey !== undefined) showOpen();
  }, [openKey]);

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
    } else if (action === "select" || (picks && event.shiftKey)) {
      picks?.pick(row, at, event.shiftKey);
    } else if (action) {
      // A double click is one press, as on a `WriteButton`.
      if (event.detail < 2) props.onAction?.(row, action);
    } else if (window.getSelection()?.isCollapsed !== false) onOpen(row);
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
          onKeyDown={(event) =>
            onGridKey(event, {
              ...cell,
              rows,
              count,
              rowHeight,
              columns,
              picks,
              viewport: viewport.current,
              state,
              onOpen,
              rowMenu,
              openMenu,
            })
          }
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
          <GridBody
            columns={columns}
            rows={source.isPending ? null : rows}
            items={items}
            height={virtual.getTotalSize()}
            rowHeight={rowHeight}
            rowKey={rowKey}
            selectable={selectable}
            picks={picks}
            openKey={openKey}
            active={active}
            withMenu={rowMenu !== undefined}
          />
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
            : (every) =>
                void file.run(
                  () => rowsForFile(source, picks),
                  every ? columns.all : columns.visible,
                )
        }
        onWorkbook={props.onWorkbook}
      />
      {menu && rowMenu && (
        <RowMenu entries={rowMenu(menu.row)} x={menu.x} y={menu.y} onClose={() => setMenu(null)} />
      )}
    </section>
  );
}
