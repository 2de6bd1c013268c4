import { useTranslation } from "react-i18next";

import { usePutAttribute } from "../../../api/attributes";
import type { Attribute, AttributeStateName } from "../../../api/types";
import { useSaid } from "../../../components/values/said";
import { StateChip, type Sign } from "../../../components/values/StateChip";
import { Ago } from "../../../components/values/TimeText";
import { toastFailed } from "../../../components/messages/toast";
import { WriteButton } from "../../../components/actions/WriteButton";
import css from "./Attributes.module.css";

type Props = { eui: string; attribute: Attribute };

const signs: Record<AttributeStateName, Sign> = {
  reported: "ok",
  never_reported: "never",
  sending: "progress",
  sent: "progress",
  differs: "warning",
  failed: "error",
  not_sent: "warning",
};

/** States after which sending once more makes sense; not `differs`: the value is the device's own then. */
const AGAIN: readonly AttributeStateName[] = ["sent", "failed", "not_sent"];

/** What is known of a shared attribute on the device, and what became of the last edit. */
export function AttributeState({ eui, attribute }: Props) {
  const { t } = useTranslation();
  const said = useSaid();
  const put = usePutAttribute();
  const known = attribute.on_device;
  if (known === null) return null;
  const { state, reason, reason_said, sent_at } = known;
  const why =
    state === "not_sent" && reason !== null
      ? t(`attributes.notSentWhy.${reason as "no_rpc" | "no_fit" | "no_device"}`)
      : reason && said(reason_said, reason);
  return (
    <>
      <span title={why ?? t(`attributes.onDeviceHelp.${state}`)}>
        <StateChip sign={signs[state]} label={t(`attributes.onDevice.${state}`)} />
      </span>
      {(sent_at !== null || AGAIN.includes(state)) && (
        <div className={css["sent"]}>
          {sent_at !== null && (
            <span className="hint">
              <Ago at={sent_at} />
            </span>
          )}
          {AGAIN.includes(state) && (
            <WriteButton
              type="link"
              size="small"
              className={css["again"] ?? ""}
              loading={put.isPending}
              onClick={() =>
                put.mutate(
                  { eui, side: "shared", key: attribute.key, value: attribute.value },
                  { onError: (error) => toastFailed(t("errors.failed"), error) },
                )
              }
            >
              {t("attributes.again")}
            </WriteButton>
          )}
        </div>
      )}
      {why !== null && <div className={css["remark"]}>{why}</div>}
    </>
  );
}
