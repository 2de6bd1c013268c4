import css from "./DevicePanel.module.css";
import type { Series } from "./use-day";

const WIDTH = 116;
const HEIGHT = 20;

/** Points scaled into the box; a constant value is a line in the middle. */
function sparkPath(series: Series): string {
  const first = series[0];
  const last = series.at(-1);
  if (!first || !last || first === last) return "";
  const values = series.map(([, value]) => value);
  const low = Math.min(...values);
  const span = Math.max(...values) - low;
  const time = Math.max(1, last[0] - first[0]);
  return series
    .map(([at, value], index) => {
      const x = ((at - first[0]) / time) * WIDTH;
      const y = span === 0 ? HEIGHT / 2 : HEIGHT - ((value - low) / span) * HEIGHT;
      return `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join("");
}

type Props = { series: Series; label: string };

/** The shape of a day, without axes. */
export function Sparkline({ series, label }: Props) {
  const path = sparkPath(series);
  if (path === "") return null;
  return (
    <svg className={css["spark"]} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <path d={path} />
    </svg>
  );
}
