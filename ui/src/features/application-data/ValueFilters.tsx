import { CloseOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Popover, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { ListState } from "../../state/url-state";
import type { DisplayField } from "../../api/types";
import bar from "../../components/grid/filters/FilterBar.module.css";
import { isComposing } from "../../lib/ime";
import {
  conditionsText,
  isComplete,
  needsNumber,
  OPS,
  readConditions,
  signOf,
  type Condition,
  type Op,
} from "./conditions";
import css from "./Data.module.css";

type Props = { state: ListState; fields: readonly DisplayField[] };

/** Conditions on the values of columns, each a chip that can be removed. */
export function ValueFilters({ state, fields }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const conditions = readConditions(state.filters["where"]);
  const store = (next: readonly Condition[]) =>
    state.setFilter("where", next.length === 0 ? null : conditionsText(next));
  const nameOf = (key: string) => fields.find((field) => field.field_name === key)?.name ?? key;
  return (
    <>
      {conditions.map((condition, at) => (
        <span key={conditionsText([condition])} className={bar["chip"]}>
          {nameOf(condition.field)}{" "}
          <b>
            {condition.op === "has" ? t("data.op.has") : signOf[condition.op]} {condition.value}
          </b>
          <button
            type="button"
            aria-label={t("grid.removeFilter", { name: nameOf(condition.field) })}
            onClick={() => store(conditions.filter((_, other) => other !== at))}
          >
            <CloseOutlined />
          </button>
        </span>
      ))}
      <Popover
        trigger="click"
        placement="bottomLeft"
        destroyOnHidden
        open={open}
        onOpenChange={setOpen}
        content={
          <NewCondition
            fields={fields}
            onAdd={(condition) => {
              setOpen(false);
              store([...conditions, condition]);
            }}
          />
        }
      >
        <Button type="text" className={bar["menu"] ?? ""} icon={<PlusOutlined />}>
          {t("data.valueFilter")}
        </Button>
      </Popover>
    </>
  );
}

type NewProps = { fields: readonly DisplayField[]; onAdd: (condition: Condition) => void };

function NewCondition({ fields, onAdd }: NewProps) {
  const { t } = useTranslation();
  const [field, setField] = useState(fields[0]?.field_name ?? "");
  const [op, setOp] = useState<Op>(fields[0]?.type === "number" ? "ge" : "has");
  const [value, setValue] = useState("");
  const condition = { field, op, value };
  const bad = value.trim() !== "" && needsNumber(op) && !isComplete(condition);
  const add = () => isComplete(condition) && onAdd(condition);
  return (
    <div className={css["condition"]} role="group" aria-label={t("data.valueFilter")}>
      <Select
        aria-label={t("data.field")}
        value={field}
        style={{ width: 170 }}
        showSearch={{ optionFilterProp: "label" }}
        onChange={(key: string) => {
          setField(key);
          const numeric = fields.find((one) => one.field_name === key)?.type === "number";
          setOp(numeric ? "ge" : "has");
        }}
        options={fields.map((one) => ({ value: one.field_name, label: one.name }))}
      />
      <Select<Op>
        aria-label={t("data.comparison")}
        value={op}
        style={{ width: 110 }}
        onChange={setOp}
        options={OPS.map((one) => ({ value: one, label: t(`data.op.${one}`) }))}
      />
      <Input
        aria-label={t("data.value")}
        value={value}
        style={{ width: 120 }}
        autoFocus
        maxLength={100}
        aria-invalid={bad}
        {...(bad ? { status: "error" as const } : {})}
        onChange={(event) => setValue(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !isComposing(event.nativeEvent)) add();
        }}
      />
      <Button type="primary" disabled={!isComplete(condition)} onClick={add}>
        {t("common.add")}
      </Button>
      {bad && <span className={css["wrong"]}>{t("data.numberWanted")}</span>}
    </div>
  );
}
