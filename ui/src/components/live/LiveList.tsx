import { useVirtualizer } from "@tanstack/react-virtual";
import { Button } from "antd";
import { useMemo, useRef, type KeyboardEvent, type MouseEvent, type ReactNode } from "react";
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
import { itemsOf, type Item } from "./items";
import css from "./LiveList.module.css";
import { LiveRow, ROW } from "./LiveRow";
import { Controls, LiveState } from "./LiveTools";
import { useActiveRow } from "./use-active-row";
import { useFurther } from "./use-further";
import { useHighlight } from "./use-highlight";
import { useHold } from "./use-hold";
import { RING, type LiveRows } from "./use-live-rows";

const NO_EXTRAS = { check: false, menu: false };
/**
 * The strip of rows is a layer of its own. It has room above for every row that can come, because a
 * layer that grew at its top would be painted anew.
 */
const ABOVE = RING;
/** What the rows have at their sides, in pixels. */
const SIDES = 16;

export type LiveListProps<Row> = {
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

/** A stream as a list: newest on top, history below, never moving while one reads. */
export function LiveList<Row>(props: LiveListProps<Row>) {
  const { live, rowKey, selectedKey } = props;
  const chosen = useColumns(`live-${props.id}`, props.columns, NO_EXTRAS);
  const { visible: columns, template } = chosen;
  const minWidth = chosen.minWidth + SIDES;
  const { rows, outages, liveCount, rowTime } = live;
  const { t } = useTranslation();
  const viewport = useRef<HTMLDivElement>(null);

  useCommand({
    id: "live-pause",
    title: live.paused ? t("live.resume") : t("live.pause"),
    keys: " ",
    run: () => live.setPaused(!live.paused),
  });

  const items = useMemo(
    () => itemsOf({ rows, outages, liveCount, rowTime }, rowKey),
    [rows, outages, liveCount, rowTime, rowKey],
  );

  // The strip moves down by what comes live; each row stays where it is in it. Where that is not
  // counted, and when the ring is full, rows move in it.
  const above = liveCount;

  const { active, setActive, focus } = useActiveRow(items, viewport);
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
  const further = useFurther(live.history, items.length, last);

  function go(at: number): void {
    const next = Math.max(0, Math.min(items.length - 1, at));
    const item = items[next];
    if (!item) return;
    focus(item.key);
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
    setActive(item.key);
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
            <EmptyState title={further.gaveUp ? t("live.foundNothing") : t("live.searching")}>
              {further.gaveUp && <Button onClick={further.goOn}>{t("live.searchFurther")}</Button>}
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
                return <Break key={item.key} item={item} top={top} />;
              })}
            </div>
          </div>
        </div>
      )}
    </section>
  );
}

type BreakProps = { item: Exclude<Item<never>, { kind: "row" }>; top: number };

/** What stands between rows: where history begins, or when nothing was received. */
function Break({ item, top }: BreakProps) {
  const { t } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  return (
    <div className={css[item.kind]} role="row" style={{ transform: `translateY(${top}px)` }}>
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
}
