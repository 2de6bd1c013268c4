import { PlusOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { EmptyState } from "../../components/EmptyState";
import { TypedValue, textOf } from "../../components/fields/TypedValue";
import css from "../../components/models/Models.module.css";
import { NameCell, nameProblems } from "../../components/models/NameCell";
import { OrderedTable } from "../../components/models/OrderedTable";
import { TypeCell } from "../../components/models/TypeCell";
import { optionsOf, typeOf, type Parameter } from "../../components/rpc/parameters";
import { OptionsDialog } from "./OptionsDialog";

type Props = {
  parameters: readonly Parameter[];
  readOnly: boolean;
  onChange: (parameters: Parameter[]) => void;
};

/** What a caller of the RPC can give, in the order of the dialog that asks for it. */
export function ParametersTab({ parameters, readOnly, onChange }: Props) {
  const { t } = useTranslation();
  const [choosing, setChoosing] = useState<number | null>(null);
  const problems = nameProblems(
    parameters.map((one) => one.name),
    true,
  );
  const asked = choosing === null ? undefined : parameters[choosing];
  const add = !readOnly && (
    <div className={css["buttons"]}>
      <Button
        icon={<PlusOutlined />}
        onClick={() => onChange([...parameters, { name: "", alias: "", type: "number", unit: "" }])}
      >
        {t("rpc.param.add")}
      </Button>
    </div>
  );
  if (parameters.length === 0) {
    return (
      <div className={css["center"]}>
        <EmptyState title={t("rpc.param.empty")} text={t("rpc.param.emptyText")}>
          {add}
        </EmptyState>
      </div>
    );
  }
  return (
    <div className={css["table"]}>
      <p className="hint">{t("rpc.param.help")}</p>
      <OrderedTable<Parameter>
        label={t("rpc.parameters")}
        rows={parameters}
        nameOf={(one) => one.name}
        readOnly={readOnly}
        onChange={onChange}
        columns={[
          {
            id: "name",
            title: t("models.field.name"),
            show: (one) => <span className="mono">{one.name}</span>,
            edit: (one, change, at) => (
              <NameCell
                label={t("models.field.name")}
                value={one.name}
                problem={problems.get(at)}
                onChange={(name) => change({ name })}
              />
            ),
          },
          {
            id: "alias",
            title: t("models.name"),
            show: (one) => one.alias,
            edit: (one, change) => (
              <Input
                value={one.alias ?? ""}
                aria-label={t("models.name")}
                onChange={(event) => change({ alias: event.target.value })}
              />
            ),
          },
          {
            id: "type",
            title: t("models.field.type"),
            width: 120,
            show: (one) => t(`models.types.${typeOf(one)}`),
            edit: (one, change) => (
              <TypeCell value={typeOf(one)} onChange={(type) => change({ type })} />
            ),
          },
          {
            id: "unit",
            title: t("models.field.unit"),
            width: 90,
            show: (one) => one.unit,
            edit: (one, change) => (
              <Input
                value={one.unit ?? ""}
                aria-label={t("models.field.unit")}
                onChange={(event) => change({ unit: event.target.value })}
              />
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
                // Null, because a parameter without the key would keep the old default.
                onChange={(dftValue) => change({ dftValue: dftValue ?? null })}
              />
            ),
          },
          {
            id: "options",
            title: t("rpc.param.isSelect"),
            width: 110,
            show: (one) => (
              <span
                title={optionsOf(one)
                  .map((option) => option.label)
                  .join("\n")}
              >
                {optionsOf(one).length || ""}
              </span>
            ),
            edit: (one, _change, at) => (
              <Button onClick={() => setChoosing(at)}>
                {optionsOf(one).length > 0
                  ? t("rpc.param.options", { count: optionsOf(one).length })
                  : t("rpc.param.noOptions")}
              </Button>
            ),
          },
        ]}
      />
      {add}
      {asked && choosing !== null && (
        <OptionsDialog
          parameter={asked}
          onClose={() => setChoosing(null)}
          onChange={(options) => {
            onChange(parameters.map((one, at) => (at === choosing ? { ...one, options } : one)));
            setChoosing(null);
          }}
        />
      )}
    </div>
  );
}
