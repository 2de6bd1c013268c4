import { useTranslation } from "react-i18next";

import { useList } from "../../api/list";
import { paths, useGatewayAddresses, useStatus } from "../../api/queries";
import type { Gateway } from "../../api/types";
import { CopyButton } from "../../components/actions/CopyButton";
import { StateChip } from "../../components/values/StateChip";
import { listOf } from "../../components/values/phrases";
import css from "./Gateways.module.css";
import { hostOf } from "./gateway-values";
import { StationFiles } from "./StationFiles";

/** The UDP port of the first gateway listener. */
export function gatewayPort(listeners: readonly string[] | undefined): string {
  return listeners?.[0]?.split(":").at(-1) ?? "1700";
}

const NEWEST = { sort: "-last_seen", limit: "1" };

/** How a packet forwarder is pointed here, and whether one sends already. */
export function ConnectHelp() {
  const { t } = useTranslation();
  const status = useStatus().data;
  const here = useGatewayAddresses().data;
  const list = useList<Gateway>("gateways", paths.gateways, NEWEST);
  const newest = list.rows[0];
  const port = String(here?.ports[0] ?? gatewayPort(status?.listeners.gwmp));
  const host = here?.addresses[0] ?? `<${t("gateways.thisHost")}>`;
  const snippet = `"gateway_conf": {
  "server_address": "${host}",
  "serv_port_up": ${port},
  "serv_port_down": ${port},
  "keepalive_interval": 10,
  "stat_interval": 30,
  "forward_crc_error": false
}`;
  const heard = newest?.status === "online" ? newest : undefined;
  return (
    <section className={css["help"]} aria-label={t("gateways.helpTitle")}>
      <h3>{t("gateways.helpTitle")}</h3>
      <p>{t("gateways.helpText")}</p>
      <ul className={css["addresses"]}>
        {(here?.addresses ?? []).map((address) => (
          <li key={address}>
            <span className="mono">
              {address} · UDP {here && listOf(t, here.ports.map(String))}
            </span>
            <CopyButton text={address} label={t("gateways.copyAddress")} />
          </li>
        ))}
      </ul>
      {here && !here.reachable && <StateChip sign="warning" label={t("gateways.loopbackOnly")} />}
      <div className={css["snippet"]}>
        <pre>{snippet}</pre>
        <div>
          <CopyButton text={snippet} />
        </div>
      </div>
      <p className="hint">{t("gateways.helpSnippet")}</p>
      <StationFiles />
      <div role="status">
        {heard ? (
          <StateChip
            sign="ok"
            label={t("gateways.received", {
              name: heard.name || heard.eui,
              address: heard.address === null ? "—" : hostOf(heard.address),
            })}
          />
        ) : (
          // Until the list has come nobody knows whether one sends.
          !list.isPending && <StateChip sign="progress" label={t("gateways.waiting")} />
        )}
      </div>
    </section>
  );
}
