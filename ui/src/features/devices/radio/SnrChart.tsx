import { useTranslation } from "react-i18next";

import type { Mac } from "../../../api/types";
import css from "./SnrChart.module.css";

const WIDTH = 560;
const HEIGHT = 120;
const LEFT = 34;

type Props = { uplinks: Mac["adr"]["uplinks"]; margin: number };

/** SNR of the last uplinks against what their data rate needs, and that with the reserve. */
export function SnrChart({ uplinks, margin }: Props) {
  const { t } = useTranslation();
  const last = uplinks.at(-1);
  if (!last) return <span className="hint">{t("radio.noUplinks")}</span>;
  const floors = uplinks.map((up) => up.required_snr ?? -20);
  const values = [...uplinks.map((up) => up.snr), ...floors, ...floors.map((f) => f + margin)];
  const low = Math.floor(Math.min(...values) / 5) * 5;
  const high = Math.ceil(Math.max(...values) / 5) * 5;
  const x = (index: number) =>
    LEFT + (uplinks.length === 1 ? 0 : (index / (uplinks.length - 1)) * (WIDTH - LEFT - 8));
  const y = (db: number) => 6 + ((high - db) / Math.max(1, high - low)) * (HEIGHT - 12);
  const path = (of: (index: number) => number) =>
    uplinks.map((_, index) => `${index === 0 ? "M" : "L"}${x(index)} ${y(of(index))}`).join("");
  return (
    <figure className={css["chart"]}>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={t("radio.chart", { count: uplinks.length, snr: last.snr.toFixed(1) })}
      >
        {[low, (low + high) / 2, high].map((db) => (
          <g key={db}>
            <line className={css["grid"]} x1={LEFT} x2={WIDTH} y1={y(db)} y2={y(db)} />
            <text className={css["tick"]} x={LEFT - 6} y={y(db) + 4}>
              {db}
            </text>
          </g>
        ))}
        <path className={css["reserve"]} d={path((index) => (floors[index] ?? 0) + margin)} />
        <path className={css["floor"]} d={path((index) => floors[index] ?? 0)} />
        <path className={css["snr"]} d={path((index) => uplinks[index]?.snr ?? 0)} />
        {uplinks.map((up, index) => (
          <circle key={up.f_cnt} className={css["dot"]} cx={x(index)} cy={y(up.snr)} r={3}>
            <title>
              {t("radio.uplink", {
                fCnt: up.f_cnt,
                snr: up.snr.toFixed(1),
                rate: up.link.data_rate_name ?? `DR${up.link.data_rate}`,
                count: up.gateways,
              })}
            </title>
          </circle>
        ))}
      </svg>
      <figcaption className={css["legend"]}>
        <span className={css["keySnr"]}>{t("radio.snr")}</span>
        <span className={css["keyReserve"]}>{t("radio.withReserve", { margin })}</span>
        <span className={css["keyFloor"]}>{t("radio.floor")}</span>
      </figcaption>
    </figure>
  );
}
