import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useStatus } from "../../api/queries";
import { StateSign, type Sign } from "../../components/values/StateChip";
import { zoneLabel } from "../../lib/time";
import { rate } from "../../lib/units";
import { useConnection } from "../../state/live/connection";
import { useFromNow } from "../../state/now";
import { usePreferences } from "../../state/preferences";
import { at } from "../../state/routes-at";
import css from "./StatusBar.module.css";

/** Clocks that differ by more than this are worth a word. */
const CLOCK_SLACK_MS = 2000;

/** What runs and how it goes; every cell leads to its page. */
export function StatusBar() {
  const { t } = useTranslation();
  const { data: status, dataUpdatedAt } = useStatus();
  const zone = usePreferences((all) => all.zone);
  const set = usePreferences((all) => all.set);
  const gateways = status?.gateways;
  const problems = status?.listeners.problems.length ?? 0;
  const alarms = status?.alarms ?? { low: 0, mid: 0, high: 0, urgent: 0 };
  const active = alarms.low + alarms.mid + alarms.high + alarms.urgent;
  const skew = status ? new Date(status.time).getTime() - dataUpdatedAt : 0;
  return (
    <footer className={css["bar"]} aria-label={t("status.label")}>
      <ConnectionCell />
      {status && gateways && (
        <>
          <Cell
            to={at.gateways}
            sign={problems > 0 ? "error" : gateways.online > 0 ? "ok" : "offline"}
          >
            {problems > 0
              ? t("status.nsProblem")
              : t("status.ns", { online: gateways.online, total: gateways.total })}
          </Cell>
          {gateways.contested > 0 && (
            <Cell to={at.gateways} sign="error">
              {t("status.contested", { count: gateways.contested })}
            </Cell>
          )}
          {active > 0 && (
            <Cell to={at.alarms} sign={alarms.urgent + alarms.high > 0 ? "error" : "warning"}>
              {t("status.alarms", { count: active })}
            </Cell>
          )}
          <Cell to={`${at.settings}/access`}>
            {t("status.mqtt", { count: status.mqtt.clients })}
          </Cell>
          <Cell to={at.networkData}>
            {t("status.uplinks", { rate: rate(status.uplinks.per_second) })}
          </Cell>
          {Math.abs(skew) > CLOCK_SLACK_MS && (
            <span className={css["cell"]}>
              <StateSign sign="warning" />
              {t("status.skew", { seconds: Math.round(skew / 1000) })}
            </span>
          )}
        </>
      )}
      <span className={css["grow"]} />
      <button
        type="button"
        className={css["cell"]}
        title={t("status.zoneHint")}
        onClick={() => set({ zone: zone === "utc" ? "local" : "utc" })}
      >
        {zoneLabel(zone)}
      </button>
      {status && <Cell to={`${at.settings}/about`}>v{status.version}</Cell>}
    </footer>
  );
}

function ConnectionCell() {
  const { t } = useTranslation();
  const { state, attempts, since, roundTripMs } = useConnection();
  const seconds = useFromNow((now) =>
    state === "live" ? 0 : Math.max(0, Math.round((now - since) / 1000)),
  );
  let sign: Sign = "progress";
  let text = t("status.connecting");
  if (state === "live") {
    sign = "ok";
    text = roundTripMs === null ? t("status.live") : t("status.liveMs", { ms: roundTripMs });
  } else if (attempts > 1) {
    sign = "error";
    text = t("status.disconnected");
  } else if (attempts > 0) {
    sign = "warning";
    text = t("status.reconnectingFor", { seconds });
  }
  return (
    <span className={css["cell"]} data-testid="statusbar-connection">
      <StateSign sign={sign} />
      {text}
    </span>
  );
}

type CellProps = { to: string; sign?: Sign; children: React.ReactNode };

function Cell({ to, sign, children }: CellProps) {
  return (
    <Link to={to} className={css["cell"]}>
      {sign && <StateSign sign={sign} />}
      {children}
    </Link>
  );
}
