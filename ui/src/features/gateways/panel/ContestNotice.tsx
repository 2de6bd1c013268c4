import { useTranslation } from "react-i18next";

import { useAcknowledgeGateway, useUpdateGateway } from "../../../api/mutations";
import type { Gateway, GatewayContest } from "../../../api/types";
import { StateSign } from "../../../components/values/StateChip";
import { Ago } from "../../../components/values/TimeText";
import { toastDone, toastFailed } from "../../../components/messages/toast";
import { WriteButton } from "../../../components/actions/WriteButton";
import css from "../Gateways.module.css";
import { hostOf } from "../gateway-values";

type Props = { gateway: Gateway; contest: GatewayContest };

/** Somebody else uses the gateway's EUI: who, since when, and what can be done. */
export function ContestNotice({ gateway, contest }: Props) {
  const { t } = useTranslation();
  const acknowledge = useAcknowledgeGateway();
  const update = useUpdateGateway();
  const { eui } = gateway;
  const failed = (error: unknown) => toastFailed(t("gateways.saveFailed"), error);
  const holder = contest.holder === null ? null : hostOf(contest.holder);

  function fix(address: string): void {
    update.mutate(
      { eui, fixed_address: address },
      {
        onSuccess: () => toastDone(t("gateways.contest.fixed", { address })),
        onError: failed,
      },
    );
  }

  return (
    <section className={css["contest"]} aria-label={t("gateways.contest.title")} role="alert">
      <StateSign sign="error" />
      <div>
        <b>{t(`gateways.contest.${contest.kind}`)}</b>
        <p>
          {t("gateways.contest.who", {
            holder: contest.holder ?? "—",
            challenger: contest.challenger,
            count: contest.count,
          })}{" "}
          <Ago at={contest.last} />
        </p>
        <p className="hint">{t(`gateways.contest.${contest.kind}Help`)}</p>
        <div className={css["line"]}>
          <WriteButton
            size="small"
            loading={acknowledge.isPending}
            onClick={() => acknowledge.mutate(eui, { onError: failed })}
          >
            {t("gateways.contest.acknowledge")}
          </WriteButton>
          {holder !== null && gateway.fixed_address === null && (
            <WriteButton size="small" loading={update.isPending} onClick={() => fix(holder)}>
              {t("gateways.contest.fix", { address: holder })}
            </WriteButton>
          )}
        </div>
      </div>
    </section>
  );
}
