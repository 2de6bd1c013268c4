import { lazy, Suspense, useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useGatewayStatistics } from "../../../api/queries";
import type { Gateway, GatewaySpread, GatewayStatistics } from "../../../api/types";
import { ErrorPanel } from "../../../components/states/ErrorPanel";
import { Facts } from "../../../components/values/Facts";
import { FormSection, Wide } from "../../../components/fields/Field";
import { Clock } from "../../../components/values/TimeText";
import { loadPart } from "../../../lib/code-part";
import { count, measured, NOTHING, withUnit } from "../../../lib/units";
import css from "../Gateways.module.css";
import { binsOf, chartsOf, crcShare, samplesOf, shareOf } from "./statistics";

const TimeSeries = lazy(async () => ({
  default: (await loadPart(() => import("../../../components/chart/TimeSeries"))).TimeSeries,
}));

type Props = { gateway: Gateway };

/** What was counted: a day of frames, an hour of signal, errors, clock and way. */
export function StatisticsTab({ gateway }: Props) {
  const { t } = useTranslation();
  const statistics = useGatewayStatistics(gateway.eui);
  const { data } = statistics;
  if (!data) {
    return statistics.error ? (
      <ErrorPanel error={statistics.error} onRetry={() => void statistics.refetch()} />
    ) : null;
  }
  return (
    // Nothing in it can be focused, so it is itself: otherwise the keyboard could not scroll it.
    <div
      className={css["scroll"]}
      role="region"
      aria-label={t("gateways.tab.statistics")}
      tabIndex={0}
    >
      <p className={css["since"]}>
        {t("gateways.countedSince")} <Clock at={data.since} />
      </p>
      <Sums statistics={data} />
      <Day statistics={data} />
      <FormSection title={t("gateways.signalHour")}>
        <Histogram title={t("gateways.rssiShort")} unit="dBm" spread={data.rssi} />
        <Histogram title={t("gateways.snrShort")} unit="dB" spread={data.snr} />
      </FormSection>
      {gateway.duty_cycle.length > 0 && <DutyCycle gateway={gateway} />}
      <Errors gateway={gateway} statistics={data} />
      <ClockAndWay gateway={gateway} statistics={data} />
      <Datagrams gateway={gateway} />
    </div>
  );
}

type PartProps = { statistics: GatewayStatistics };

function Sums({ statistics: { hour, day } }: PartProps) {
  const { t, i18n } = useTranslation();
  const number = (value: number) => count(value, i18n.language);
  const percent = (value: number | null) =>
    value === null ? NOTHING : withUnit(measured(value, 1), "%");
  const rows = [
    ["uplinks", hour.uplinks, day.uplinks],
    ["downlinks", hour.downlinks, day.downlinks],
    ["crcBad", hour.crc_bad, day.crc_bad],
    ["txErrors", hour.tx_errors, day.tx_errors],
  ] as const;
  return (
    <FormSection title={t("gateways.sums")}>
      <Wide>
        <table className={css["table"]}>
          <thead>
            <tr>
              <td />
              <th scope="col">{t("gateways.lastHour")}</th>
              <th scope="col">{t("gateways.lastDay")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([key, ofHour, ofDay]) => (
              <tr key={key}>
                <th scope="row">{t(`gateways.${key}`)}</th>
                <td>{number(ofHour)}</td>
                <td>{number(ofDay)}</td>
              </tr>
            ))}
            <tr>
              <th scope="row">{t("gateways.crcShare")}</th>
              <td>{percent(crcShare(hour))}</td>
              <td>{percent(crcShare(day))}</td>
            </tr>
          </tbody>
        </table>
      </Wide>
    </FormSection>
  );
}

const DAY_MS = 86_400_000;

function Day({ statistics }: PartProps) {
  const { t } = useTranslation();
  const { slots, since } = statistics;
  const begin = new Date(slots.begin).getTime();
  const end = begin + slots.uplinks.length * slots.seconds * 1000;
  const from = Math.max(end - DAY_MS, new Date(since).getTime());
  const groups = useMemo(
    () => chartsOf(samplesOf(slots, new Date(since).getTime()), (key) => t(`gateways.${key}`)),
    [slots, since, t],
  );
  return (
    <FormSection title={t("gateways.day")}>
      <Wide>
        <Suspense fallback={null}>
          <TimeSeries groups={groups} from={Math.min(from, end - 300_000)} to={end} />
        </Suspense>
      </Wide>
    </FormSection>
  );
}

type HistogramProps = { title: string; unit: string; spread: GatewaySpread | null };

function Histogram({ title, unit, spread }: HistogramProps) {
  const { t } = useTranslation();
  const bins = spread ? binsOf(spread) : [];
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  const value = (number: number) => withUnit(measured(number, 1), unit);
  return (
    <figure className={css["histogram"]}>
      <figcaption>
        <b>{title}</b>{" "}
        {spread ? (
          <span className="hint tabular">
            {t("gateways.spread", {
              min: value(spread.min),
              median: value(spread.median),
              max: value(spread.max),
            })}
          </span>
        ) : (
          <span className="hint">{t("gateways.nothingHeard")}</span>
        )}
      </figcaption>
      <ol aria-label={title}>
        {bins.map((bin) => (
          <li key={bin.from}>
            <span className="tabular">{measured(bin.from)}</span>
            <span className={css["bar"]} style={{ width: `${(bin.count / most) * 100}%` }} />
            <span className="tabular hint">{bin.count}</span>
          </li>
        ))}
      </ol>
    </figure>
  );
}

/** What the law leaves of each sub-band, where it sets a limit. */
function DutyCycle({ gateway }: Props) {
  const { t } = useTranslation();
  const seconds = (ms: number) => withUnit(measured(ms / 1000, 1), "s");
  return (
    <FormSection title={t("gateways.dutyCycle")}>
      <Wide>
        <table className={css["table"]}>
          <tbody>
            {gateway.duty_cycle.map((usage) => (
              <tr key={usage.band}>
                <th scope="row">{t("gateways.subBandNamed", { band: usage.band })}</th>
                <td>
                  {t("gateways.usedOf", {
                    used: seconds(usage.used_ms),
                    budget: seconds(usage.budget_ms),
                  })}
                </td>
                <td>{withUnit(measured(shareOf(usage), 1), "%")}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className="hint">{t("gateways.dutyCycleHelp")}</p>
      </Wide>
    </FormSection>
  );
}

type ErrorsProps = { gateway: Gateway; statistics: GatewayStatistics };

/** Codes of the Semtech protocol that have a sentence. */
const CODES = [
  "TOO_LATE",
  "TOO_EARLY",
  "COLLISION_PACKET",
  "COLLISION_BEACON",
  "TX_FREQ",
  "TX_POWER",
  "GPS_UNLOCKED",
  "NO_ANSWER",
] as const;

function Errors({ gateway, statistics }: ErrorsProps) {
  const { t, i18n } = useTranslation();
  const { tx_errors } = statistics;
  return (
    <FormSection title={t("gateways.txErrorsByCode")}>
      <Wide>
        {tx_errors.length === 0 ? (
          <p className="hint">
            {t(gateway.downlinks === 0 ? "gateways.noDownlinks" : "gateways.noTxErrors")}
          </p>
        ) : (
          <table className={css["table"]}>
            <tbody>
              {tx_errors.map(({ code, count: times }) => {
                const known = CODES.find((one) => one === code);
                return (
                  <tr key={code}>
                    <th scope="row">
                      <code>{code}</code>
                    </th>
                    <td>{count(times, i18n.language)}</td>
                    <td className={css["words"]}>{known ? t(`gateways.txCode.${known}`) : ""}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        )}
      </Wide>
    </FormSection>
  );
}

function ClockAndWay({ gateway, statistics }: ErrorsProps) {
  const { t } = useTranslation();
  const { clock_drift_ppm: drift, clock_restarts, backhaul_ms } = statistics;
  const millis = (value: number) => withUnit(String(Math.round(value)), "ms");
  return (
    <FormSection title={t("gateways.clockAndWay")}>
      <Facts
        items={[
          [
            t("gateways.drift"),
            drift === null ? (
              <span className="hint" key="drift">
                {t("gateways.driftUnknown")}
              </span>
            ) : (
              withUnit(measured(drift, 1), "ppm")
            ),
          ],
          [t("gateways.restarts"), String(clock_restarts)],
          [
            t("gateways.roundTrip"),
            gateway.round_trip_ms === null ? (
              <span className="hint" key="trip">
                {t("gateways.roundTripUnknown")}
              </span>
            ) : (
              millis(gateway.round_trip_ms)
            ),
          ],
          [
            t("gateways.backhaul"),
            backhaul_ms === null ? (
              <span className="hint" key="way">
                {t("gateways.backhaulUnknown")}
              </span>
            ) : (
              millis(backhaul_ms)
            ),
          ],
          [
            "ackr",
            gateway.stat?.ackr == null ? NOTHING : withUnit(measured(gateway.stat.ackr, 1), "%"),
          ],
        ]}
      />
      <Wide>
        <p className="hint">{t("gateways.clockHelp")}</p>
      </Wide>
    </FormSection>
  );
}

function Datagrams({ gateway }: Props) {
  const { t, i18n } = useTranslation();
  const number = (value: number) => count(value, i18n.language);
  return (
    <FormSection title={t("gateways.sinceStart")}>
      <Facts
        items={[
          [t("gateways.uplinks"), number(gateway.uplinks)],
          [t("gateways.downlinks"), number(gateway.downlinks)],
          [t("gateways.crcBad"), number(gateway.crc_bad)],
          [t("gateways.txErrors"), number(gateway.tx_errors)],
          [t("gateways.unanswered"), number(gateway.tx_unanswered)],
          [t("gateways.repeats"), number(gateway.repeats)],
          [t("gateways.malformed"), number(gateway.malformed)],
          [t("gateways.refusedDatagrams"), number(gateway.refused)],
          [t("gateways.rateLimited"), number(gateway.rate_limited)],
          [t("gateways.wrongAddress"), number(gateway.wrong_address)],
        ]}
      />
    </FormSection>
  );
}
