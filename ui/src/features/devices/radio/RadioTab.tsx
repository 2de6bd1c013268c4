import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { blocking } from "../../../api/blocking";
import { useAskStatus, useRetryMac } from "../../../api/mutations";
import { useMac } from "../../../api/queries";
import type { DeviceDetail, Mac, MacCommand, MacLink } from "../../../api/types";
import { EmptyState } from "../../../components/states/EmptyState";
import { ErrorPanel } from "../../../components/states/ErrorPanel";
import { Facts } from "../../../components/values/Facts";
import { FormSection, Wide } from "../../../components/fields/Field";
import { StateChip, StateSign } from "../../../components/values/StateChip";
import { Ago } from "../../../components/values/TimeText";
import { toastDone, toastFailed } from "../../../components/messages/toast";
import { WriteButton } from "../../../components/actions/WriteButton";
import { AskRadio } from "./AskRadio";
import { TableHead } from "../../../components/values/TableHead";
import { listOf } from "../../../components/values/phrases";
import css from "../panel/DevicePanel.module.css";
import { radioRows, words } from "./radio-words";
import { SnrChart } from "./SnrChart";

type Props = { device: DeviceDetail };

/** What the device's radio does, what it should do, and what it was asked for. */
export function RadioTab({ device }: Props) {
  const { t } = useTranslation();
  const mac = useMac(device.eui, device.profile_detail !== null);
  if (device.profile_detail === null) {
    return <EmptyState title={t("radio.noProfile")} text={t("radio.noProfileText")} />;
  }
  const error = blocking(mac);
  if (error) return <ErrorPanel error={error} onRetry={() => void mac.refetch()} />;
  if (!mac.data) return null;
  return (
    <div className={css["scroll"]}>
      <Status mac={mac.data} eui={device.eui} />
      <InForce mac={mac.data} eui={device.eui} />
      <Requests mac={mac.data} eui={device.eui} />
      <Adr mac={mac.data} />
    </div>
  );
}

function Status({ mac, eui }: { mac: Mac; eui: string }) {
  const { t } = useTranslation();
  const ask = useAskStatus();
  const { status } = mac;
  const battery = !status
    ? t("radio.never")
    : status.power === "battery"
      ? `${status.battery ?? 0} %`
      : t(`radio.power_${status.power}`);
  const request = () =>
    ask.mutate(eui, {
      onSuccess: () => toastDone(t("radio.statusAsked")),
      onError: (error) => toastFailed(t("radio.statusFailed"), error),
    });
  return (
    <FormSection title={t("radio.status")}>
      <Wide>
        <Facts
          items={[
            [t("radio.battery"), battery],
            [t("radio.margin"), status ? `${status.margin} dB` : "—"],
            [t("radio.told"), <Ago key="at" at={status?.at} />],
            [t("radio.session"), t(`radio.session_${mac.session}`)],
          ]}
        />
      </Wide>
      <Wide>
        <WriteButton
          size="small"
          loading={ask.isPending}
          disabled={mac.session === "none" || mac.status_requested}
          onClick={request}
        >
          {mac.status_requested ? t("radio.statusWaits") : t("radio.askStatus")}
        </WriteButton>
      </Wide>
    </FormSection>
  );
}

function InForce({ mac, eui }: { mac: Mac; eui: string }) {
  const { t } = useTranslation();
  const [asks, setAsks] = useState(false);
  if (!mac.in_force) {
    return (
      <FormSection title={t("radio.inForce")}>
        <Wide>{t("radio.noSession")}</Wide>
      </FormSection>
    );
  }
  const rows = radioRows(mac, t);
  return (
    <FormSection title={t("radio.inForce")}>
      <Wide>
        <table className={css["table"]}>
          <TableHead titles={[t("radio.what"), t("radio.has"), t("radio.wanted")]} />
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <td>{row.name}</td>
                <td className="tabular">{row.has}</td>
                <td className="tabular">
                  {row.wanted === null ? (
                    <span className="hint">{t("radio.leftAlone")}</span>
                  ) : row.wanted === row.has ? (
                    <StateChip sign="ok" label={t("radio.asWanted")} />
                  ) : (
                    row.wanted
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
      <Wide>
        <WriteButton size="small" onClick={() => setAsks(true)}>
          {t("radio.askMore")}
        </WriteButton>
        {asks && <AskRadio eui={eui} mac={mac} onClose={() => setAsks(false)} />}
      </Wide>
    </FormSection>
  );
}

function Requests({ mac, eui }: { mac: Mac; eui: string }) {
  const { t } = useTranslation();
  const retry = useRetryMac();
  const again = () =>
    retry.mutate(eui, {
      onSuccess: () => toastDone(t("radio.retried")),
      onError: (error) => toastFailed(t("radio.retryFailed"), error),
    });
  if (mac.pending.length === 0 && mac.stopped.length === 0) {
    return (
      <FormSection title={t("radio.requests")}>
        <Wide>
          <span className="hint">{t("radio.nothingAsked")}</span>
        </Wide>
      </FormSection>
    );
  }
  return (
    <FormSection title={t("radio.requests")}>
      <Wide>
        <table className={css["table"]}>
          <tbody>
            {mac.pending.map((request) => (
              <Row key={JSON.stringify(request.commands)} commands={request.commands}>
                {t("radio.waits", { attempts: request.attempts, max: request.max_attempts })}{" "}
                <Ago at={request.sent_at} />
              </Row>
            ))}
            {mac.stopped.map((request) => (
              <Row key={JSON.stringify(request.commands)} commands={request.commands} bad>
                {request.reason === "refused"
                  ? t("radio.refused", {
                      parts: listOf(
                        t,
                        request.refused.map((part) => t(`radio.part_${part}`)),
                      ),
                    })
                  : t("radio.unanswered")}{" "}
                <Ago at={request.since} />
              </Row>
            ))}
          </tbody>
        </table>
      </Wide>
      {mac.stopped.length > 0 && (
        <Wide>
          <WriteButton size="small" loading={retry.isPending} onClick={again}>
            {t("radio.retry")}
          </WriteButton>
        </Wide>
      )}
    </FormSection>
  );
}

type RowProps = { commands: MacCommand[]; bad?: boolean; children: ReactNode };

function Row({ commands, bad = false, children }: RowProps) {
  return (
    <tr>
      <td>
        <StateSign sign={bad ? "warning" : "progress"} />
      </td>
      <td>
        <b>{commands[0]?.name}</b>
        <div className="hint">{commands.map(words).join("; ")}</div>
      </td>
      <td>{children}</td>
    </tr>
  );
}

function Adr({ mac }: { mac: Mac }) {
  const { t } = useTranslation();
  const { adr } = mac;
  const off = !adr.instance
    ? t("radio.adrOffInstance")
    : !adr.profile
      ? t("radio.adrOffProfile")
      : adr.device === false
        ? t("radio.adrOffDevice")
        : t("radio.adrOn", { margin: adr.margin });
  return (
    <FormSection title={t("radio.adr")}>
      <Wide>{off}</Wide>
      <Wide>
        <SnrChart uplinks={adr.uplinks} margin={adr.margin} />
      </Wide>
      {adr.decisions.length > 0 && (
        <Wide>
          <table className={css["table"]}>
            <TableHead
              titles={[t("radio.when"), t("radio.spare"), t("radio.change"), t("radio.outcome")]}
            />
            <tbody>
              {adr.decisions.toReversed().map((made) => (
                <tr key={`${made.f_cnt}-${made.at}`}>
                  <td>
                    <Ago at={made.at} />
                  </td>
                  <td className="tabular">{made.margin.toFixed(1)} dB</td>
                  <td className="tabular">
                    {link(made.from)} → {link(made.to)}
                  </td>
                  <td>{t(`radio.outcome_${made.outcome}`)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      )}
    </FormSection>
  );
}

const link = (settings: MacLink) =>
  `${settings.data_rate_name ?? `DR${settings.data_rate}`} ${settings.eirp.toFixed(0)} dBm ×${settings.nb_trans}`;
