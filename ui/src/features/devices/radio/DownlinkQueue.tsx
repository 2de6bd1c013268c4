import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { keys } from "../../../api/keys";
import { useCancelDownlink, useClearDownlinks } from "../../../api/mutations";
import { useDownlinks } from "../../../api/queries";
import type { DeviceDetail, Downlink, DownlinkState } from "../../../api/types";
import { refetchKept, useEvents } from "../../../state/live/use-live";
import { confirm } from "../../../components/messages/confirm";
import { useSaid } from "../../../components/values/said";
import { StateChip, type Sign } from "../../../components/values/StateChip";
import { Ago } from "../../../components/values/TimeText";
import { toastDone, toastFailed } from "../../../components/messages/toast";
import { WriteButton } from "../../../components/actions/WriteButton";
import { classes } from "../../../lib/text";
import css from "../panel/DevicePanel.module.css";
import { SendDownlink } from "./SendDownlink";

type Props = { device: DeviceDetail };

const RECENT_SHOWN = 5;

const signs: Record<DownlinkState, Sign> = {
  queued: "progress",
  waiting_for_uplink: "progress",
  sending: "progress",
  sent: "ok",
  acknowledged: "ok",
  failed: "error",
  cancelled: "disabled",
  passed_on: "ok",
};

/** What waits for the device and what became of the last downlinks, as it happens. */
export function DownlinkQueue({ device }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { eui } = device;
  const downlinks = useDownlinks(eui).data;
  const clear = useClearDownlinks();
  const [sending, setSending] = useState(false);
  const queryKey = keys.downlinks(eui);
  useEvents({
    topics: ["downlink"],
    eui,
    batchMs: 250,
    onEvents: () => void client.invalidateQueries({ queryKey }),
    onOpen: () => refetchKept(client, queryKey),
  });

  const allowed = device.profile === "ok";
  const waiting = downlinks?.waiting ?? [];
  const recent = (downlinks?.recent ?? []).slice(0, RECENT_SHOWN);
  const total = downlinks?.waiting_total ?? 0;

  async function clearQueue(): Promise<void> {
    const yes = await confirm({
      level: 2,
      title: t("downlinks.clearTitle", { count: total }),
      text: t("downlinks.clearText"),
      verb: t("downlinks.clear"),
    });
    if (!yes) return;
    clear.mutate(eui, {
      onSuccess: ({ cancelled }) => toastDone(t("downlinks.cleared", { count: cancelled })),
      onError: (error) => toastFailed(t("errors.failed"), error),
    });
  }

  return (
    <section className={css["downlinks"]} aria-label={t("downlinks.title")}>
      <div className={css["bar"]}>
        <h3>
          {t("downlinks.title")}
          {total > 0 && ` · ${t("downlinks.waiting", { count: total })}`}
        </h3>
        <span className={css["actions"]}>
          {total > 0 && (
            <WriteButton size="small" onClick={() => void clearQueue()}>
              {t("downlinks.clear")}
            </WriteButton>
          )}{" "}
          <WriteButton
            size="small"
            disabled={!allowed}
            title={allowed ? undefined : t("downlinks.notAllowed")}
            onClick={() => setSending(true)}
          >
            {t("downlinks.send")}
          </WriteButton>
        </span>
      </div>
      {waiting.length + recent.length > 0 && (
        <div className={css["queue"]}>
          <table className={classes(css["table"], css["tight"])}>
            <thead>
              <tr>
                {(["state", "port", "payload", "how", "time"] as const).map((name) => (
                  <th key={name} scope="col">
                    {t(`downlinks.column.${name}`)}
                  </th>
                ))}
                <th scope="col">
                  <span className="offscreen">{t("downlinks.cancel")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {[...waiting, ...recent].map((item) => (
                <Row key={item.id} item={item} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {sending && <SendDownlink eui={eui} onClose={() => setSending(false)} />}
    </section>
  );
}

function Row({ item }: { item: Downlink }) {
  const { t } = useTranslation();
  const said = useSaid();
  const cancel = useCancelDownlink();
  const mayCancel = item.state === "queued" || item.state === "waiting_for_uplink";
  const how = item.sent
    ? t("downlinks.sentBy", {
        gateway: item.sent.gateway,
        window: item.sent.window,
        f_cnt: item.f_cnt,
      })
    : "";
  const why = item.reason === null ? how : said(item.reason_said, item.reason);
  return (
    <tr>
      <td>
        <StateChip sign={signs[item.state]} label={t(`downlinks.state.${item.state}`)} />
      </td>
      <td>{item.f_port}</td>
      <td>
        <code className={css["payload"]} title={item.payload}>
          {item.payload || "—"}
        </code>
        {item.confirmed && ` ${t("downlinks.confirmedShort")}`}
      </td>
      <td title={why}>{why}</td>
      <td>
        <Ago at={item.updated_at} />
      </td>
      <td className={css["actions"]}>
        {mayCancel && (
          <WriteButton
            size="small"
            type="link"
            loading={cancel.isPending}
            onClick={() =>
              cancel.mutate(item, {
                onError: (error) => toastFailed(t("errors.failed"), error),
              })
            }
          >
            {t("downlinks.cancel")}
          </WriteButton>
        )}
      </td>
    </tr>
  );
}
