import { Input, Modal } from "antd";
import type { TextAreaRef } from "antd/es/input/TextArea";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { useHandleAlarms } from "../../api/alarms";
import { useWriteBlock } from "../../state/live/connection";
import { toastDone, toastFailed, type Toast } from "../../components/messages/toast";
import { useAskToClose } from "../../components/page/use-ask-to-close";
import { allowed } from "../../components/actions/allowed";
import { useFirstFocus } from "../../components/fields/use-first-focus";

export type Handling = { kind: "acknowledge" | "clear"; ids: readonly string[] };

const NOTE_MAX = 255;

type Props = {
  handling: Handling;
  onClose: () => void;
  /** It is done; returns what the message of success offers. */
  onDone: () => Toast["action"];
};

/** Acknowledges or clears alarms, with what there is to say about them. */
export function HandleDialog({ handling, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const handle = useHandleAlarms();
  const block = useWriteBlock();
  const [note, setNote] = useState("");
  const field = useId();
  const text = useFirstFocus<TextAreaRef>();
  const { kind, ids } = handling;
  const close = useAskToClose(note.trim() !== "" && !handle.isPending, onClose);

  function submit(): void {
    if (handle.isPending || !allowed()) return;
    handle.mutate(
      { kind, ids, note: note.trim() },
      {
        onSuccess({ done, gone }) {
          const told =
            gone.length === 0
              ? t(`alarms.done.${kind}`, { count: done.length })
              : t("alarms.someGone", { done: done.length, gone: gone.length });
          toastDone(told, onDone());
        },
        onError: (error) => toastFailed(t("errors.failed"), error),
      },
    );
  }

  return (
    <Modal
      open
      title={t(`alarms.ask.${kind}`, { count: ids.length })}
      okText={t(`alarms.verb.${kind}`, { count: ids.length })}
      okButtonProps={{
        danger: kind === "clear",
        loading: handle.isPending,
        disabled: block !== null,
      }}
      cancelText={t("common.cancel")}
      mask={{ closable: false }}
      onOk={submit}
      onCancel={close}
    >
      <p>{t(`alarms.explain.${kind}`, { count: ids.length })}</p>
      <label htmlFor={field}>{t("alarms.noteLabel")}</label>
      <Input.TextArea
        id={field}
        value={note}
        rows={3}
        ref={text}
        maxLength={NOTE_MAX}
        showCount
        // Its count stands below it.
        style={{ marginBottom: 20 }}
        onChange={(event) => setNote(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
        }}
      />
    </Modal>
  );
}
