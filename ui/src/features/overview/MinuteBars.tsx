import { useTranslation } from "react-i18next";

import css from "./Overview.module.css";

const HEIGHT = 48;
const STEP = 6;

type Props = { values: readonly number[] };

/** One bar a minute, the newest at the right. */
export function MinuteBars({ values }: Props) {
  const { t } = useTranslation();
  const most = Math.max(1, ...values);
  return (
    <svg
      className={css["bars"]}
      viewBox={`0 0 ${values.length * STEP} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={t("overview.sparkLabel")}
    >
      {values.map((value, at) => {
        const height = value === 0 ? 1 : Math.max(2, (value / most) * HEIGHT);
        return (
          <rect
            key={at}
            x={at * STEP}
            y={HEIGHT - height}
            width={STEP - 1.5}
            height={height}
            className={value === 0 ? css["zero"] : undefined}
          />
        );
      })}
    </svg>
  );
}
