import { Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useSendDownlink, type NewDownlink } from "../../../api/mutations";
import { allowed } from "../../../components/actions/allowed";
import { Choice } from "../../../components/fields/Choice";
import { Field } from "../../../components/fields/Field";
import { PlainInput } from "../../../components/fields/PlainInput";
import { Toggle } from "../../../components/fields/Toggle";
import { useFieldErrors } from "../../../components/fields/use-field-errors";
import { toastDone } from "../../../components/messages/toast";
import { useAskToClose } from "../../../components/page/use-ask-to-close";
import css from "../panel/DevicePanel.module.css";

type Props = { eui: string; onClose: () => void };

/** Where a refusal is told. */
const FIELDS = { f_port: true, payload: true };
const ENCODINGS = ["hex", "base64"] as const;

/** Queues one frame for a device, byte for byte. */
export function SendDownlink({ eui, onClose }: Props) {
  const { t } = useTranslation();
  const send = useSendDownlink();
  const [port, setPort] = useState("1");
  const [payload, setPayload] = useState("");
  const [encoding, setEncoding] = useState<NewDownlink["encoding"]>("hex");
  const [confirmed, setConfirmed] = useState(false);
  const { errors, setErrors, refuse } = useFieldErrors(t("downlinks.notQueued"), FIELDS);
  const close = useAskToClose(payload.trim() !== "" && !send.isPending, onClose);

  function submit(): void {
    if (!allowed()) return;
    const f_port = Number(port);
    if (port.trim() === "" || !Number.isInteger(f_port)) {
      setErrors({ f_port: t("downlinks.portHelp") });
      return;
    }
    send.mutate(
      { eui, f_port, payload, encoding, confirmed },
      {
        onSuccess() {
          toastDone(t("downlinks.queued"));
          onClose();
        },
        onError: refuse,
      },
    );
  }

  return (
    <Modal
      open
      width={460}
      title={t("downlinks.sendTitle")}
      okText={t("downlinks.queue")}
      cancelText={t("common.cancel")}
      confirmLoading={send.isPending}
      mask={{ closable: false }}
      onOk={submit}
      onCancel={close}
    >
      <div className={css["form"]}>
        <Field
          label={t("downlinks.port")}
          api="f_port"
          required
          help={t("downlinks.portHelp")}
          error={errors["f_port"]}
        >
          <PlainInput value={port} onChange={setPort} autoFocus maxLength={3} onEnter={submit} />
        </Field>
        <Field label={t("downlinks.payload")} api="payload" error={errors["payload"]}>
          <PlainInput
            value={payload}
            onChange={setPayload}
            placeholder={encoding === "hex" ? "01 02 0a" : "AQIK"}
            onEnter={submit}
          />
        </Field>
        <Field label={t("downlinks.encoding")} api="encoding">
          <Choice
            value={encoding}
            options={ENCODINGS.map((value) => ({ value, label: t(`downlinks.encoding_${value}`) }))}
            onChange={setEncoding}
          />
        </Field>
        <Toggle
          label={t("downlinks.confirmed")}
          api="confirmed"
          help={t("downlinks.confirmedHelp")}
          value={confirmed}
          onChange={setConfirmed}
        />
      </div>
    </Modal>
  );
}
