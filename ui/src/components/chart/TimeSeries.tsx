// The locale guard comes before the chart library: it formats numbers while it is imported.
import "../../lib/locale-guard";
import "uplot/dist/uPlot.min.css";

import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { useMode } from "../../state/use-theme";
import { usePreferences } from "../../state/preferences";
import { absolute } from "../../lib/time";
import { measured, withUnit } from "../../lib/units";
import { chartColours } from "../../theme/tokens";
import { Plot } from "./Plot";
import { DASHES } from "./dashes";
import { summaryOf, valueAt, type Group, type Track } from "./series";
import css from "./TimeSeries.module.css";

type Range = { from: number; to: number };

type Props = { groups: readonly Group[]; from: number; to: number };

/** Charts one below the other over one time axis: drag zooms, a double click shows all again. */
export function TimeSeries({ groups, from, to }: Props) {
  const { t } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  const mode = useMode();
  const [zoom, setZoom] = useState<Range | null>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const [width, setWidth] = useState(0);
  const colours = chartColours[mode];
  const range = zoom ?? { from, to };

  const measure = useCallback((box: HTMLDivElement | null) => {
    if (!box) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.floor(entry.contentRect.width));
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, []);

  const shades = useMemo(() => {
    const all = groups.flatMap((group) => group.tracks.map((track) => track.key));
    return new Map(all.map((key, at) => [key, at]));
  }, [groups]);
  const shade = (track: Track) => (shades.get(track.key) ?? 0) % colours.length;

  return (
    <div className={css["charts"]} ref={measure} data-testid="time-series">
      <div className={css["status"]}>
        <span className="tabular">
          {cursor === null
            ? t("chart.range", { from: absolute(range.from, zone), to: absolute(range.to, zone) })
            : absolute(cursor, zone)}
        </span>
        {zoom ? (
          <button type="button" className="linklike" onClick={() => setZoom(null)}>
            {t("chart.resetZoom")}
          </button>
        ) : (
          <span className="hint">{t("chart.hint")}</span>
        )}
      </div>
      {groups.map((group, at) => (
        <figure key={group.id} className={css["figure"]}>
          <figcaption className={css["legend"]}>
            {group.tracks.map((track, nth) => (
              <Legend
                key={track.key}
                track={track}
                colour={colours[shade(track)] ?? ""}
                dash={DASHES[nth % DASHES.length] ?? []}
                cursor={cursor}
                range={range}
              />
            ))}
          </figcaption>
          {width > 0 && (
            <Plot
              group={group}
              width={width}
              from={range.from}
              to={range.to}
              mode={mode}
              zone={zone}
              shades={group.tracks.map(shade)}
              withTimes={at === groups.length - 1}
              onZoom={setZoom}
              onCursor={setCursor}
            />
          )}
        </figure>
      ))}
    </div>
  );
}

type LegendProps = {
  track: Track;
  colour: string;
  dash: readonly number[];
  cursor: number | null;
  range: Range;
};

/** Name, value at the cursor, and what the visible range holds. */
function Legend({ track, colour, dash, cursor, range }: LegendProps) {
  const { t } = useTranslation();
  const value = valueAt(track, cursor ?? range.to);
  const summary = track.kind === "line" ? summaryOf(track, range.from, range.to) : null;
  const text = (number: number) => withUnit(measured(Number(number.toPrecision(6))), track.unit);
  const average = (number: number) =>
    text(Math.abs(number) < 1 ? Number(number.toPrecision(3)) : Number(number.toFixed(2)));
  return (
    <span className={css["entry"]}>
      <svg width="22" height="8" aria-hidden>
        <line
          x1="1"
          y1="4"
          x2="21"
          y2="4"
          stroke={colour}
          strokeWidth="2"
          strokeDasharray={dash.join(" ")}
        />
      </svg>
      <span>{track.label}</span>
      <b className="tabular">
        {value === null ? "—" : track.kind === "step" ? (track.words[value] ?? "—") : text(value)}
      </b>
      {summary && (
        <span className="hint tabular">
          {t("chart.summary", {
            min: text(summary.min),
            avg: average(summary.avg),
            max: text(summary.max),
          })}
        </span>
      )}
    </span>
  );
}
