import { Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Field } from "../../components/fields/Field";
import { TagField } from "../../components/fields/TagField";

type Props = { count: number; onCancel: () => void; onAdd: (tags: string[]) => void };

/** Tags that are added to every selected device. */
export function AddTagsDialog({ count, onCancel, onAdd }: Props) {
  const { t } = useTranslation();
  const [tags, setTags] = useState<string[]>([]);
  return (
    <Modal
      open
      width={420}
      title={t("devices.addTagsTitle", { count })}
      okText={t("devices.addTags")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: tags.length === 0 }}
      onOk={() => onAdd(tags)}
      onCancel={onCancel}
    >
      <Field label={t("devices.tags")} api="tags">
        <TagField value={tags} onChange={setTags} />
      </Field>
    </Modal>
  );
}
