import { useTranslation } from "react-i18next";

import { useStatus } from "../../api/queries";
import { CopyButton } from "../../components/CopyButton";
import { StateChip } from "../../components/StateChip";
import css from "./Gateways.module.css";
import { StationFiles } from "./StationFiles";

/** The UDP port of the first gateway listener. */
export function gatewayPort(listeners: readonly string[] | undefined): string {
  return listeners?.[0]?.split(":").at(-1) ?? "1700";
}

/** How a packet forwarder is pointed here, and whether one sends already. */
export function ConnectHelp() {
  const { t } = useTranslation();
  const status = useStatus().data;
  const gwmp = status?.listeners.gwmp ?? [];
  const port = gatewayPort(gwmp);
  const host = t("gateways.thisHost");
  const snippet = `"gateway_conf": {
  "server_address": "<${host}>",
  "serv_port_up": ${port},
  "serv_port_down": ${port}
}`;
  const sending = (status?.gateways.online ?? 0) + (status?.gateways.unregistered ?? 0);
  return (
    <section className={css["help"]} aria-label={t("gateways.helpTitle")}>
      <h3>{t("gateways.helpTitle")}</h3>
      <p>{t("gateways.helpText")}</p>
      <div className={css["snippet"]}>
        <pre>{snippet}</pre>
        <div>
          <CopyButton text={snippet} />
        </div>
      </div>
      <p className="hint">{t("gateways.helpSnippet")}</p>
      <div className={css["line"]}>
        <span className="hint">{t("gateways.helpAddress")}:</span>
        <span className="mono">{gwmp.length > 0 ? gwmp.join(", ") : "—"}</span>
      </div>
      <StationFiles />
      <div role="status">
        {sending > 0 ? (
          <StateChip sign="ok" label={t("gateways.hears", { count: sending })} />
        ) : (
          <StateChip sign="progress" label={t("gateways.waiting")} />
        )}
      </div>
    </section>
  );
}
