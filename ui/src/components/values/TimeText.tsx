import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

import { useFromNow } from "../../state/now";
import { usePreferences } from "../../state/preferences";
import { absolute, ago } from "../../lib/time";

type Props = { at: string | number | null | undefined };

/** "12 s ago" up to a day, then the date; the absolute time on hover. */
export function Ago({ at }: Props) {
  const { t } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  // Most of a list's times read the same from one second to the next.
  const distance = useFromNow((now) => {
    const from = at === null || at === undefined ? null : ago(at, now);
    return from && `${from.unit} ${from.amount}`;
  });
  if (at === null || at === undefined) return <span className="hint">—</span>;
  const full = absolute(at, zone);
  const text = distance === null ? full : distanceText(distance, t);
  return (
    <time dateTime={new Date(at).toISOString()} title={full}>
      {text}
    </time>
  );
}

function distanceText(distance: string, t: TFunction): string {
  const [unit, count] = distance.split(" ") as ["now" | "s" | "min" | "h", string];
  return unit === "now" ? t("time.now") : t(`time.ago_${unit}`, { count: Number(count) });
}

/** The absolute time in the chosen zone. */
export function Clock({ at }: Props) {
  const zone = usePreferences((all) => all.zone);
  return <span className="tabular">{absolute(at, zone)}</span>;
}
