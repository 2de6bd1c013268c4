import { useEffect, useEffectEvent, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import uPlot from "uplot";

import type { Zone } from "../../lib/time";
import { measured } from "../../lib/units";
import { chartColours, fontSans, palettes, type Mode } from "../../theme/tokens";
import { listOf } from "../values/phrases";
import { DASHES } from "./dashes";
import { align, axisTimes, type Group } from "./series";

type Range = { from: number; to: number };

type Props = {
  group: Group;
  width: number;
  from: number;
  to: number;
  mode: Mode;
  zone: Zone;
  /** Number of the colour of each track. */
  shades: readonly number[];
  /** The lowest chart carries the time axis of all. */
  withTimes: boolean;
  onZoom: (range: Range | null) => void;
  onCursor: (at: number | null) => void;
};

const LINE_HEIGHT = 132;
const STATE_HEIGHT = 22;
const AXIS_WIDTH = 64;
const TIMES_HEIGHT = 34;
const SMALLEST_DRAG = 5;
/** Charts with this key move their cursors together. */
const SYNC = "time-series";

function plotHeight(group: Group, withTimes: boolean): number {
  const words = group.tracks[0]?.words.length ?? 0;
  const plain = words > 0 ? Math.max(52, words * STATE_HEIGHT + 16) : LINE_HEIGHT;
  return plain + (withTimes ? TIMES_HEIGHT : 8);
}

/** One chart; the library owns the canvas, this component tells it what changed. */
export function Plot(props: Props) {
  const { t } = useTranslation();
  const { group, width, from, to, mode, zone, withTimes } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const data = useMemo(() => {
    const { x, ys } = align(group.tracks);
    return [x, ...ys] as uPlot.AlignedData;
  }, [group]);
  const zoomed = useEffectEvent((range: Range | null) => props.onZoom(range));
  const moved = useEffectEvent((at: number | null) => props.onCursor(at));
  const height = plotHeight(group, withTimes);
  const words = group.tracks[0]?.words ?? [];
  const structure = JSON.stringify([
    group.tracks.map((track) => [track.key, track.kind]),
    words,
    props.shades,
    mode,
    zone,
    withTimes,
  ]);

  const create = useEffectEvent((parent: HTMLElement) => {
    const colours = chartColours[mode];
    const palette = palettes[mode];
    const axis = {
      stroke: palette.text3,
      font: `11px ${fontSans}`,
      grid: { stroke: palette.border1, width: 1 },
      ticks: { show: false },
    };
    const states = words.length > 0;
    const options: uPlot.Options = {
      width,
      height,
      ms: 1,
      legend: { show: false },
      // At the right, half of the last time stands outside.
      padding: [6, 20, 0, 0],
      scales: {
        // Where it begins; a `range` would hold it there, whatever is set later.
        x: { time: true, auto: false, min: from, max: to },
        y: { range: states ? [-0.35, words.length - 0.65] : (_, low, high) => around(low, high) },
      },
      axes: [
        {
          ...axis,
          size: withTimes ? TIMES_HEIGHT : 8,
          space: 72,
          values: (_, splits, __, ___, step) =>
            withTimes ? axisTimes(splits, step, zone) : splits.map(() => ""),
        },
        {
          ...axis,
          size: AXIS_WIDTH,
          ...(states
            ? {
                splits: () => words.map((_, at) => at),
                values: (_: uPlot, splits: number[]) => splits.map((at) => short(words[at] ?? "")),
              }
            : {
                space: 28,
                values: (_: uPlot, splits: number[]) =>
                  splits.map((value) => measured(Number(value.toPrecision(6)))),
              }),
        },
      ],
      series: [
        {},
        ...group.tracks.map((track, at): uPlot.Series => {
          const shade = props.shades[at] ?? 0;
          const steps = track.kind === "step" ? uPlot.paths.stepped?.({ align: 1 }) : undefined;
          return {
            stroke: colours[shade % colours.length] ?? palette.accent,
            width: 1.6,
            dash: [...(DASHES[at % DASHES.length] ?? [])],
            spanGaps: false,
            points: { size: 5 },
            ...(steps ? { paths: steps } : {}),
          };
        }),
      ],
      cursor: {
        sync: { key: SYNC, setSeries: false },
        drag: { x: true, y: false, setScale: false },
        points: { size: 6 },
        bind: {
          dblclick: () => () => {
            zoomed(null);
            return null;
          },
        },
      },
      hooks: {
        setSelect: [
          (chart) => {
            const { left, width: dragged } = chart.select;
            if (dragged < SMALLEST_DRAG) return;
            const range = {
              from: chart.posToVal(left, "x"),
              to: chart.posToVal(left + dragged, "x"),
            };
            chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            zoomed(range);
          },
        ],
        setCursor: [
          (chart) => {
            const { left } = chart.cursor;
            moved(left === undefined || left < 0 ? null : chart.posToVal(left, "x"));
          },
        ],
      },
    };
    return new uPlot(options, data, parent);
  });

  useEffect(() => {
    if (!box.current) return;
    const made = create(box.current);
    plot.current = made;
    return () => {
      made.destroy();
      plot.current = null;
    };
  }, [structure]);

  useEffect(() => plot.current?.setSize({ width, height }), [width, height]);
  useEffect(() => plot.current?.setData(data, true), [data]);
  useEffect(() => plot.current?.setScale("x", { min: from, max: to }), [from, to, data]);

  return (
    <div
      ref={box}
      role="img"
      aria-label={listOf(
        t,
        group.tracks.map((track) => track.label),
      )}
    />
  );
}

/** Room above and below; a value that never changes stands in the middle. */
function around(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1];
  const pad = low === high ? Math.max(1, Math.abs(low) * 0.1) : (high - low) * 0.08;
  return [low - pad, high + pad];
}

/** States that are long words are cut on the axis; the legend has them whole. */
const short = (word: string) => (word.length > 9 ? `${word.slice(0, 8)}…` : word);
