import { useTranslation } from "react-i18next";

import { EditedRows } from "../../components/models/tables/EditedRows";
import { nameProblems } from "../../components/models/tables/NameCell";
import { OrderedTable } from "../../components/models/tables/OrderedTable";
import {
  defaultColumn,
  nameColumn,
  textColumn,
  typeColumn,
} from "../../components/models/tables/value-columns";
import type { Attribute } from "./values";

type Props = {
  label: string;
  attributes: readonly Attribute[];
  readOnly: boolean;
  onChange: (attributes: Attribute[]) => void;
};

/** Definitions of attributes: what they are called, and what devices begin with. */
export function AttributesTab({ label, attributes, readOnly, onChange }: Props) {
  const { t } = useTranslation();
  const problems = nameProblems(attributes.map((one) => one.key));
  return (
    <EditedRows
      isEmpty={attributes.length === 0}
      title={t("template.noAttributes")}
      text={t("template.noAttributesText")}
      verb={t("template.addAttribute")}
      readOnly={readOnly}
      onAdd={() => onChange([...attributes, { key: "", alias: "", type: "number", unit: "" }])}
    >
      <OrderedTable<Attribute>
        label={label}
        rows={attributes}
        nameOf={(one) => one.key}
        readOnly={readOnly}
        onChange={onChange}
        columns={[
          nameColumn("key", t("template.key"), problems),
          textColumn("alias", t("models.field.alias")),
          typeColumn(t, 110),
          defaultColumn(t),
          textColumn("unit", t("models.field.unit"), 80),
          textColumn("remark", t("common.remark")),
        ]}
      />
    </EditedRows>
  );
}
