import { PlusOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useTranslation } from "react-i18next";

import { EmptyState } from "../../components/EmptyState";
import { TypedValue, textOf } from "../../components/fields/TypedValue";
import css from "../../components/models/Models.module.css";
import { NameCell, nameProblems } from "../../components/models/NameCell";
import { OrderedTable, type OrderedColumn } from "../../components/models/OrderedTable";
import { TypeCell } from "../../components/models/TypeCell";
import { typeOf } from "../../components/rpc/parameters";
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
  const add = !readOnly && (
    <div className={css["buttons"]}>
      <Button
        icon={<PlusOutlined />}
        onClick={() => onChange([...attributes, { key: "", alias: "", type: "number", unit: "" }])}
      >
        {t("template.addAttribute")}
      </Button>
    </div>
  );
  if (attributes.length === 0) {
    return (
      <div className={css["center"]}>
        <EmptyState title={t("template.noAttributes")} text={t("template.noAttributesText")}>
          {add}
        </EmptyState>
      </div>
    );
  }
  const text = (
    id: "alias" | "unit" | "remark",
    title: string,
    width?: number,
  ): OrderedColumn<Attribute> => ({
    id,
    title,
    ...(width === undefined ? {} : { width }),
    show: (one) => one[id],
    edit: (one, change) => (
      <Input
        value={one[id] ?? ""}
        aria-label={title}
        onChange={(event) => change({ [id]: event.target.value })}
      />
    ),
  });
  return (
    <div className={css["table"]}>
      <OrderedTable<Attribute>
        label={label}
        rows={attributes}
        nameOf={(one) => one.key}
        readOnly={readOnly}
        onChange={onChange}
        columns={[
          {
            id: "key",
            title: t("template.key"),
            show: (one) => <span className="mono">{one.key}</span>,
            edit: (one, change, at) => (
              <NameCell
                label={t("template.key")}
                value={one.key}
                problem={problems.get(at)}
                onChange={(key) => change({ key })}
              />
            ),
          },
          text("alias", t("models.field.alias")),
          {
            id: "type",
            title: t("models.field.type"),
            width: 110,
            show: (one) => t(`models.types.${typeOf(one)}`),
            edit: (one, change) => (
              <TypeCell value={typeOf(one)} onChange={(type) => change({ type })} />
            ),
          },
          {
            id: "dftValue",
            title: t("rpc.param.default"),
            width: 150,
            show: (one) => textOf(one.dftValue),
            edit: (one, change) => (
              <TypedValue
                type={typeOf(one)}
                value={one.dftValue}
                label={t("rpc.param.default")}
                onChange={(dftValue) => change({ dftValue: dftValue ?? null })}
              />
            ),
          },
          text("unit", t("models.field.unit"), 80),
          text("remark", t("common.remark")),
        ]}
      />
      {add}
    </div>
  );
}
