import { Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useAskMac, type MacWish } from "../../../api/mutations";
import type { Mac } from "../../../api/types";
import { allowed } from "../../../components/actions/allowed";
import { Choice } from "../../../components/fields/Choice";
import { Field } from "../../../components/fields/Field";
import { PlainInput } from "../../../components/fields/PlainInput";
import { useFieldErrors } from "../../../components/fields/use-field-errors";
import { toastDone } from "../../../components/messages/toast";
import { useAskToClose } from "../../../components/page/use-ask-to-close";
import css from "../panel/DevicePanel.module.css";
import { movedWindows, readMoved } from "./radio-words";

type Props = { eui: string; mac: Mac; onClose: () => void };

/** A wish that was never uttered. */
const LEFT_ALONE = -1;
/** Exponents of the share of air time: 1/2^n. */
const SHARES = Array.from({ length: 16 }, (_, n) => n);

/** What neither profile nor settings want of a device, but its owner may. */
export function AskRadio({ eui, mac, onClose }: Props) {
  const { t } = useTranslation();
  const ask = useAskMac();
  const { wanted } = mac;
  const [share, setShare] = useState(wanted.max_duty_cycle ?? LEFT_ALONE);
  const [windows, setWindows] = useState(movedWindows(wanted.downlink_channels));
  const { errors, setErrors, refuse } = useFieldErrors(t("radio.askFailed"));
  const touched =
    share !== (wanted.max_duty_cycle ?? LEFT_ALONE) ||
    windows !== movedWindows(wanted.downlink_channels);
  const close = useAskToClose(touched && !ask.isPending, onClose);

  function submit(): void {
    if (!allowed()) return;
    const downlink_channels = readMoved(windows);
    if (downlink_channels === null) {
      setErrors({ downlink_channels: t("radio.movedHelp") });
      return;
    }
    const body: MacWish = { eui, downlink_channels };
    if (share !== LEFT_ALONE) body.max_duty_cycle = share;
    ask.mutate(body, {
      onSuccess() {
        toastDone(t("radio.asked"));
        onClose();
      },
      onError: refuse,
    });
  }

  const shares = SHARES.map((n) => ({
    value: n,
    label: n === 0 ? t("radio.unlimited") : `1/${2 ** n}`,
  }));
  // A wish cannot be unsaid: without a limit is the end of one.
  const options =
    wanted.max_duty_cycle === null
      ? [{ value: LEFT_ALONE, label: t("radio.shareLeft") }, ...shares]
      : shares;
  return (
    <Modal
      open
      width={460}
      title={t("radio.askTitle")}
      okText={t("radio.ask")}
      cancelText={t("common.cancel")}
      confirmLoading={ask.isPending}
      mask={{ closable: false }}
      onOk={submit}
      onCancel={close}
    >
      <div className={css["form"]}>
        <p className="hint">{t("radio.askText")}</p>
        <Field
          label={t("radio.dutyCycle")}
          api="max_duty_cycle"
          help={t("radio.shareHelp")}
          error={errors["max_duty_cycle"]}
        >
          <Choice value={share} options={options} onChange={setShare} />
        </Field>
        <Field
          label={t("radio.moved")}
          api="downlink_channels"
          help={t("radio.movedHelp")}
          error={errors["downlink_channels"]}
        >
          <PlainInput
            value={windows}
            onChange={setWindows}
            placeholder="0: 868.7, 1: 869.525"
            onEnter={submit}
          />
        </Field>
      </div>
    </Modal>
  );
}
