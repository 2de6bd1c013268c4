import { PauseOutlined, CaretRightOutlined, ClearOutlined } from "@ant-design/icons";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Button } from "antd";
import {
  memo,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type RefObject,
} from "react";
import { useTranslation } from "react-i18next";

import { useCommand } from "../../state/commands/commands";
import { usePreferences } from "../../state/preferences";
import { classes } from "../../lib/text";
import { clock } from "../../lib/time";
import { platform } from "../../platform";
import { EmptyState } from "../states/EmptyState";
import { ErrorPanel } from "../states/ErrorPanel";
import { ColumnChooser } from "../grid/ColumnChooser";
import { useColumns } from "../grid/columns";
import type { Column } from "../grid/types";
import { StateChip } from "../values/StateChip";
import css from "./LiveList.module.css";
import { useHighlight } from "./use-highlight";
import { RING, type LiveRows } from "./use-live-rows";

const NO_EXTRAS = { check: false, menu: false };
const ROW = 28;
const AHEAD = 100;
/**
 * The strip of rows is a layer of its own. It has room above for every row that can come, because a
 * layer that grew at its top would be painted anew.
 */
const ABOVE = RING;
/** How long rows hold still after the pointer moved over them. */
const HOLD_MS = 2000;
/** Empty pages in a row after which the search waits for the reader. */
const EMPTY_PAGES = 25;

type Props<Row> = {
  id: string;
  label: string;
  columns: readonly Column<Row>[];
  live: LiveRows<Row>;
  rowKey: (row: Row) => string;
  selectedKey?: string | undefined;
  onSelect: (row: Row) => void;
  /** A row that deserves attention is drawn in the danger colour at its left edge. */
  isBad?: (row: Row) => boolean;
  filters?: ReactNode;
  /** The text that is looked for; it is marked in the rows. */
  sought?: string | undefined;
  empty: ReactNode;
};

type Item<Row> =
  | { kind: "row"; row: Row; key: string }
  | { kind: "line"; key: string }
  | { kind: "outage"; key: string; from: number; to: number; attempts: number };

/** A stream as a list: newest on top, history below, never moving while one reads. */
export function LiveList<Row>(props: Props<Row>) {
  const { live, rowKey, selectedKey } = props;
  const chosen = useColumns(`live-${props.id}`, props.columns, NO_EXTRAS);
  const columns = chosen.visible;
  const { rowTime } = live;
  const { t } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  const viewport = useRef<HTMLDivElement>(null);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const wantsFocus = useRef(false);

  useCommand({
    id: "live-pause",
    title: live.paused ? t("live.resume") : t("live.pause"),
    keys: " ",
    run: () => live.setPaused(!live.paused),
  });

  const items = useMemo(() => {
    const all: Item<Row>[] = live.rows.map((row) => ({ kind: "row", row, key: rowKey(row) }));
    for (const outage of live.outages) {
      const at = all.findIndex(
        (item) => item.kind === "row" && new Date(rowTime(item.row)).getTime() <= outage.from,
      );
      const entry: Item<Row> = { kind: "outage", key: `outage-${outage.from}`, ...outage };
      all.splice(at < 0 ? all.length : at, 0, entry);
    }
    if (live.liveCount > 0 && live.rows.length > live.liveCount) {
      const first = live.rows[live.liveCount];
      const at = first === undefined ? -1 : all.findIndex((item) => item.key === rowKey(first));
      if (at > 0) all.splice(at, 0, { kind: "line", key: "line" });
    }
    return all;
  }, [live.rows, live.outages, live.liveCount, rowKey, rowTime]);

  // The strip moves down by what comes live; each row stays where it is in it. Where that is not
  // counted, and when the ring is full, rows move in it.
  const above = live.liveCount;

  // The row that has the focus, wherever new rows have pushed it.
  const active = Math.max(
    0,
    items.findIndex((item) => item.key === activeKey),
  );
  const hold = useHold(live, viewport);
  useHighlight(viewport, props.sought ?? "");

  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => ROW,
    overscan: 10,
    getItemKey: (at) => items[at]?.key ?? at,
    // Rows begin below the header, which the list does not count.
    scrollPaddingEnd: ROW,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  // Tab always finds a row, also when the one in use was pushed out of view.
  const isRow = (at: number): boolean => items[at]?.kind === "row";
  const tabAt = [active, ...shown.map((entry) => entry.index)].find(
    (at) => isRow(at) && shown.some((entry) => entry.index === at),
  );
  // Pages of a filtered log may be empty: go on behind them, but not through the whole log unasked.
  const { pages } = live.history;
  const [grown, setGrown] = useState({ length: 0, pages: 0 });
  if (items.length !== grown.length || pages < grown.pages) {
    setGrown({ length: items.length, pages });
  }
  const gaveUp = live.history.hasMore && pages - grown.pages >= EMPTY_PAGES;
  const loadMore = useEffectEvent(() => live.history.loadMore());
  useEffect(() => {
    if (!gaveUp && last > items.length - AHEAD) loadMore();
  }, [last, items.length, pages, gaveUp]);

  useEffect(() => {
    if (!wantsFocus.current) return;
    const key = items[active]?.key;
    const row = rowsIn(viewport.current).find((drawn) => drawn.dataset["key"] === key);
    if (!row) return;
    wantsFocus.current = false;
    row.focus({ preventScroll: true });
  });

  const template = columns
    .map((column) => (column.flex ? `minmax(${column.width}px, 1fr)` : `${column.width}px`))
    .join(" ");
  const minWidth = columns.reduce((sum, column) => sum + column.width, 0) + 16;

  function go(at: number): void {
    const next = Math.max(0, Math.min(items.length - 1, at));
    const item = items[next];
    if (!item) return;
    wantsFocus.current = true;
    setActiveKey(item.key);
    virtual.scrollToIndex(next);
    if (item.kind === "row" && selectedKey !== undefined) props.onSelect(item.row);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const item = items[active];
    const page = Math.max(1, Math.floor((viewport.current?.clientHeight ?? 0) / ROW) - 2);
    const target: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: items.length - 1,
    };
    const to = target[event.key];
    if (to !== undefined && !event.altKey) go(to);
    else if (event.key === "Enter" && item?.kind === "row") props.onSelect(item.row);
    else if (
      event.key.toLowerCase() === "c" &&
      (event.ctrlKey || event.metaKey) &&
      item?.kind === "row"
    ) {
      if (window.getSelection()?.isCollapsed === false) return;
      void platform.copyText(columns.map((column) => column.text(item.row)).join("\t"));
    } else return;
    event.preventDefault();
  }

  function onClick(event: MouseEvent): void {
    const key = (event.target as HTMLElement).closest<HTMLElement>("[data-key]")?.dataset["key"];
    const item = items.find((one) => one.key === key);
    if (item?.kind !== "row") return;
    setActiveKey(item.key);
    props.onSelect(item.row);
  }

  return (
    <section className={css["frame"]} aria-label={props.label}>
      <div className={css["bar"]}>
        {props.filters ?? <span className={css["grow"]} />}
        <LiveState live={live} />
        <ColumnChooser columns={chosen} placement="bottomRight" />
        <Controls paused={live.paused} onPause={live.setPaused} onClear={live.clear} />
      </div>
      {live.pending > 0 && (
        <div className={css["newsAt"]}>
          <button
            type="button"
            className={css["news"]}
            onClick={() => {
              viewport.current?.scrollTo({ top: 0 });
              if (live.paused) live.setPaused(false);
              live.showPending();
            }}
          >
            {t("live.pending", { count: live.pending })}
          </button>
        </div>
      )}
      {live.history.error && items.length === 0 ? (
        <div className={css["center"]}>
          <ErrorPanel error={live.history.error} onRetry={live.history.refetch} />
        </div>
      ) : items.length === 0 && !live.history.isPending ? (
        <div className={css["center"]}>
          {live.history.hasMore ? (
            <EmptyState title={gaveUp ? t("live.foundNothing") : t("live.searching")}>
              {gaveUp && (
                <Button onClick={() => setGrown({ length: 0, pages })}>
                  {t("live.searchFurther")}
                </Button>
              )}
            </EmptyState>
          ) : (
            props.empty
          )}
        </div>
      ) : (
        <div
          ref={viewport}
          className={css["viewport"]}
          // Without a row to stop at, the list itself takes the keys.
          tabIndex={tabAt === undefined ? 0 : undefined}
          role="grid"
          aria-label={props.label}
          aria-rowcount={-1}
          data-testid={`live-${props.id}`}
          onClick={onClick}
          onKeyDown={onKeyDown}
          onScroll={hold.settle}
          onPointerMove={hold.touch}
          onPointerLeave={hold.release}
        >
          <div className={css["headGroup"]} role="rowgroup">
            <div
              className={css["header"]}
              role="row"
              style={{ gridTemplateColumns: template, minWidth }}
            >
              {columns.map((column) => (
                <div
                  key={column.id}
                  role="columnheader"
                  aria-label={column.label}
                  className={classes(css["headCell"], column.align && css["end"])}
                >
                  {column.title}
                </div>
              ))}
            </div>
          </div>
          <div
            role="rowgroup"
            className={css["body"]}
            style={{ height: virtual.getTotalSize(), minWidth }}
          >
            <div
              className={css["strip"]}
              style={{
                transform: `translateY(${(above - ABOVE) * ROW}px)`,
                height: ABOVE * ROW * 2,
              }}
            >
              {shown.map((entry) => {
                const item = items[entry.index];
                if (!item) return null;
                const top = (ABOVE - above + entry.index) * ROW;
                if (item.kind === "row") {
                  return (
                    <LiveRow
                      key={item.key}
                      rowKey={item.key}
                      row={item.row}
                      columns={columns}
                      top={top}
                      template={template}
                      minWidth={minWidth}
                      isBad={props.isBad?.(item.row) ?? false}
                      isSelected={item.key === selectedKey}
                      tabIndex={entry.index === tabAt ? 0 : -1}
                    />
                  );
                }
                return (
                  <div
                    key={item.key}
                    className={css[item.kind]}
                    role="row"
                    style={{ transform: `translateY(${top}px)` }}
                  >
                    <div role="gridcell">
                      {item.kind === "line"
                        ? t("live.historyBelow")
                        : t("live.outage", {
                            from: clock(item.from, zone, false),
                            to: clock(item.to, zone, false),
                            count: item.attempts,
                          })}
                    </div>
                  </div>
                );
              })}
            </div>
          </div>
        </div>
      )}
    </section>
  );
}

type ControlsProps = {
  paused: boolean;
  onPause: (paused: boolean) => void;
  onClear: () => void;
};

/** Apart from the list: they would cost more than the row that came. */
const Controls = memo(function Controls({ paused, onPause, onClear }: ControlsProps) {
  const { t } = useTranslation();
  return (
    <>
      <Button
        size="small"
        icon={paused ? <CaretRightOutlined /> : <PauseOutlined />}
        onClick={() => onPause(!paused)}
      >
        {paused ? t("live.resume") : t("live.pause")}
      </Button>
      <Button
        size="small"
        type="text"
        icon={<ClearOutlined />}
        aria-label={t("live.clear")}
        title={t("live.clear")}
        onClick={onClear}
      >
        <span className={css["words"]}>{t("live.clear")}</span>
      </Button>
    </>
  );
});

type LiveRowProps<Row> = {
  rowKey: string;
  row: Row;
  columns: readonly Column<Row>[];
  /** Pixels from where the strip begins. */
  top: number;
  template: string;
  minWidth: number;
  isBad: boolean;
  isSelected: boolean;
  tabIndex: number;
};

function PlainRow<Row>(props: LiveRowProps<Row>) {
  const { rowKey, row, columns, top, template, minWidth } = props;
  return (
    <div
      className={classes(css["row"], props.isBad && css["bad"])}
      role="row"
      aria-selected={props.isSelected}
      tabIndex={props.tabIndex}
      data-key={rowKey}
      data-testid={`row-${rowKey}`}
      style={{ transform: `translateY(${top}px)`, gridTemplateColumns: template, minWidth }}
    >
      <Cells row={row} columns={columns} />
    </div>
  );
}

/** A new row moves the strip all are in: the others are not drawn again while they stay in it. */
const LiveRow = memo(PlainRow) as typeof PlainRow;

type CellsProps<Row> = { row: Row; columns: readonly Column<Row>[] };

function PlainCells<Row>({ row, columns }: CellsProps<Row>): ReactNode {
  return columns.map((column) => (
    <div
      key={column.id}
      role="gridcell"
      className={classes(css["cell"], column.align && css["end"])}
    >
      {column.render(row)}
    </div>
  ));
}

/** A row that moves, or is selected, keeps its cells as they are. */
const Cells = memo(PlainCells) as typeof PlainCells;

const rowsIn = (list: HTMLElement | null) => [
  ...(list?.querySelectorAll<HTMLElement>("[data-key]") ?? []),
];

/** Nothing moves under a pointer that is in use, nor while the view is scrolled down. */
function useHold<Row>(live: LiveRows<Row>, viewport: RefObject<HTMLDivElement | null>) {
  /** When the pointer last moved here, to half a second; null when it rests or is elsewhere. */
  const [touched, setTouched] = useState<number | null>(null);
  const settle = () => {
    const atTop = (viewport.current?.scrollTop ?? 0) < ROW;
    live.setFollowing(atTop && touched === null);
  };
  const settleNow = useEffectEvent(settle);
  useEffect(() => {
    settleNow();
    if (touched === null) return;
    const timer = setTimeout(() => setTouched(null), HOLD_MS);
    return () => clearTimeout(timer);
  }, [touched]);
  return {
    settle,
    touch: () =>
      setTouched((last) => (last !== null && Date.now() - last < 500 ? last : Date.now())),
    release: () => setTouched(null),
  };
}

type LiveStateProps<Row> = { live: LiveRows<Row> };

/** Live, paused or disconnected, in words; and how much arrived. */
function LiveState<Row>({ live }: LiveStateProps<Row>) {
  const { t } = useTranslation();
  const state =
    live.liveness.state === "live"
      ? live.paused
        ? ({ sign: "warning", label: t("live.paused") } as const)
        : ({ sign: "ok", label: t("live.live") } as const)
      : live.liveness.state === "connecting" && live.liveness.attempts === 0
        ? ({ sign: "progress", label: t("live.connecting") } as const)
        : ({ sign: "error", label: t("live.disconnected") } as const);
  return (
    <span className={css["state"]} data-testid="live-state">
      {live.received > 0 && (
        <span className={classes("hint tabular", css["received"])}>
          {t("live.received", { count: live.received })}
        </span>
      )}
      {live.busy && <span className="hint">{t("live.busy")}</span>}
      <StateChip {...state} />
    </span>
  );
}
