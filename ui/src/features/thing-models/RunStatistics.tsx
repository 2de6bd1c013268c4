import { useTranslation } from "react-i18next";

import type { ThingModel } from "../../api/types";
import { usePreferences } from "../../state/preferences";
import { absolute } from "../../lib/time";
import { count, microseconds } from "../../lib/units";
import css from "./ThingModels.module.css";

export type Statistics = ThingModel["statistics"];

/** How often a script ran for the tenant's devices, and how long that took. */
export function RunStatistics({ statistics }: { statistics: Statistics }) {
  const { t, i18n } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  if (!statistics) return <p className="hint">{t("models.runs.none")}</p>;
  const figures = [
    [t("models.runs.runs"), count(statistics.runs, i18n.language)],
    [t("models.runs.failed"), count(statistics.failures, i18n.language)],
    [t("models.runs.average"), microseconds(statistics.average_us)],
    [t("models.runs.longest"), microseconds(statistics.max_us)],
    [t("models.runs.total"), microseconds(statistics.total_us)],
    [t("models.runs.since"), absolute(statistics.since, zone)],
  ] as const;
  return (
    <dl className={css["figures"]}>
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="tabular">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
