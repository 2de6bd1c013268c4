import { Button } from "antd";
import { useState } from "react";
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
import { optionsOf, type Parameter } from "../../components/rpc/parameters";
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
  return (
    <EditedRows
      isEmpty={parameters.length === 0}
      title={t("rpc.param.empty")}
      text={t("rpc.param.emptyText")}
      verb={t("rpc.param.add")}
      readOnly={readOnly}
      onAdd={() => onChange([...parameters, { name: "", alias: "", type: "number", unit: "" }])}
    >
      <p className="hint">{t("rpc.param.help")}</p>
      <OrderedTable<Parameter>
        label={t("rpc.parameters")}
        rows={parameters}
        nameOf={(one) => one.name}
        readOnly={readOnly}
        onChange={onChange}
        columns={[
          nameColumn("name", t("models.field.name"), problems),
          textColumn("alias", t("models.name")),
          typeColumn(t, 120),
          textColumn("unit", t("models.field.unit"), 90),
          defaultColumn(t),
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
    </EditedRows>
  );
}
