import { useTranslation } from "react-i18next";

import type { ListChange, SelectionFacts } from "../../../../api/types";
import { Field } from "../../../../components/fields/Field";
import { TagField } from "../../../../components/fields/TagField";
import css from "../Bulk.module.css";
import { Removals } from "./ModelsStep";

type Props = {
  facts: SelectionFacts;
  value: ListChange;
  onChange: (value: ListChange) => void;
};

/** Tags that are added, and those of the selection that go. */
export function TagsStep({ facts, value, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <div className={css["step"]}>
      <Field label={t("bulkUpdate.addTags")} api="tags" help={t("bulkUpdate.addTagsHelp")}>
        <TagField value={value.add} onChange={(add) => onChange({ ...value, add })} />
      </Field>
      <Removals
        title={t("bulkUpdate.deleteTags")}
        total={facts.devices}
        items={facts.tags.map((tag) => ({
          value: tag.value,
          label: tag.value,
          devices: tag.devices,
        }))}
        chosen={value.remove}
        onChange={(remove) => onChange({ ...value, remove })}
      />
    </div>
  );
}
