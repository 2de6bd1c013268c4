import { Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Field } from "../../components/fields/Field";
import { FirstField } from "../../components/fields/FirstField";
import { TagField } from "../../components/fields/TagField";
import { useAskToClose } from "../../components/page/use-ask-to-close";
import css from "../../components/messages/Confirm.module.css";

type Change = { add: string[]; remove: string[] };
type Props = { count: number; onCancel: () => void; onChange: (change: Change) => void };

/** Tags that every selected device gets or loses. */
export function TagsDialog({ count, onCancel, onChange }: Props) {
  const { t } = useTranslation();
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  const both = add.find((tag) => remove.some((other) => other.toLowerCase() === tag.toLowerCase()));
  const close = useAskToClose(add.length > 0 || remove.length > 0, onCancel);
  return (
    <Modal
      open
      width={420}
      title={t("devices.changeTagsTitle", { count })}
      okText={t("devices.changeTags")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: (add.length === 0 && remove.length === 0) || both !== undefined }}
      mask={{ closable: false }}
      onOk={() => onChange({ add, remove })}
      onCancel={close}
    >
      <div className={css["body"]}>
        <FirstField>
          <Field label={t("devices.tagsToAdd")} api="add">
            <TagField value={add} onChange={setAdd} />
          </Field>
        </FirstField>
        <Field
          label={t("devices.tagsToRemove")}
          api="remove"
          error={both && t("devices.tagBoth", { tag: both })}
        >
          <TagField value={remove} onChange={setRemove} />
        </Field>
      </div>
    </Modal>
  );
}
