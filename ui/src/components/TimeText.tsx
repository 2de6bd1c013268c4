import { useTranslation } from "react-i18next";

import { useNow } from "../app/now";
import { usePreferences } from "../app/preferences";
import { absolute, ago } from "../lib/time";

type Props = { at: string | number | null | undefined };

/** "12 s ago" up to a day, then the date; the absolute time on hover. */
export function Ago({ at }: Props) {
  const { t } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  const now = useNow();
  if (at === null || at === undefined) return <span className="hint">—</span>;
  const full = absolute(at, zone);
  const distance = ago(at, now);
  const text =
    distance === null
      ? full
      : distance.unit === "now"
        ? t("time.now")
        : t(`time.ago_${distance.unit}`, { amount: distance.amount });
  return (
    <time dateTime={new Date(at).toISOString()} title={full}>
      {text}
    </time>
  );
}

/** The absolute time in the chosen zone. */
export function Clock({ at }: Props) {
  const zone = usePreferences((all) => all.zone);
  return <span className="tabular">{absolute(at, zone)}</span>;
}
