import { PlusOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useTranslation } from "react-i18next";

import type { DisplayField } from "../../api/types";
import { EmptyState } from "../../components/states/EmptyState";
import modelCss from "../../components/models/Models.module.css";
import { NameCell, nameProblems } from "../../components/models/tables/NameCell";
import { OrderedTable } from "../../components/models/tables/OrderedTable";
import { TypeCell } from "../../components/models/tables/TypeCell";
import { builtInName } from "../../components/values/field-names";
import { FieldIcon } from "../../components/values/FieldIcon";
import { VALUE_TYPES } from "../../components/values/value";
import { toastDone } from "../../components/messages/toast";
import { IconCell } from "./IconCell";
import { newFields, numbered } from "./trial/result";
import type { ModelDraft } from "./use-model-draft";
import type { Trial } from "./trial/use-trial";
import { NumberInput } from "../../components/fields/NumberInput";

type Props = { draft: ModelDraft; trial: Trial; readOnly: boolean; builtIn: boolean };

/** Names, units and order of the values that users see. */
export function FieldsTab({ draft, trial, readOnly, builtIn }: Props) {
  const { t } = useTranslation();
  const { fields } = draft.values;
  const problems = nameProblems(fields.map((field) => field.field_name));
  const { outcome } = trial.run;
  const made = outcome?.ok ? newFields(outcome.result, fields) : [];
  const put = (next: readonly DisplayField[]) => draft.set({ fields: numbered(next) });
  const typeText = (type: string) => {
    const known = VALUE_TYPES.find((one) => one === type);
    return known ? t(`models.types.${known}`) : type;
  };

  const buttons = !readOnly && (
    <div className={modelCss["buttons"]}>
      <Button
        icon={<PlusOutlined />}
        onClick={() => put([...fields, { field_name: "", name: "", type: "number", unit: "" }])}
      >
        {t("models.field.add")}
      </Button>
      {made.length > 0 && (
        <Button
          onClick={() => {
            put([...fields, ...made]);
            toastDone(t("models.field.created", { count: made.length }));
          }}
        >
          {t("models.field.fromResult", { count: made.length })}
        </Button>
      )}
    </div>
  );

  if (fields.length === 0) {
    return (
      <div className={modelCss["center"]}>
        <EmptyState title={t("models.field.empty")} text={t("models.field.emptyText")}>
          {buttons}
        </EmptyState>
      </div>
    );
  }
  return (
    <div className={modelCss["table"]}>
      <p className="hint">{t("models.field.help")}</p>
      <OrderedTable<DisplayField>
        label={t("models.tabs.fields")}
        rows={fields}
        nameOf={(field) => field.field_name}
        readOnly={readOnly}
        onChange={put}
        columns={[
          {
            id: "field_name",
            title: t("models.field.name"),
            show: (field) => <span className="mono">{field.field_name}</span>,
            edit: (field, change, at) => (
              <NameCell
                label={t("models.field.name")}
                value={field.field_name}
                problem={problems.get(at)}
                onChange={(field_name) => change({ field_name })}
              />
            ),
          },
          {
            id: "name",
            title: t("models.field.alias"),
            show: ({ name }) => (builtIn ? builtInName(t, name) : name),
            edit: (field, change) => (
              <Input
                value={field.name}
                aria-label={t("models.field.alias")}
                onChange={(event) => change({ name: event.target.value })}
              />
            ),
          },
          {
            id: "type",
            title: t("models.field.type"),
            width: 130,
            show: (field) => typeText(field.type),
            edit: (field, change) => (
              <TypeCell value={field.type} onChange={(type) => change({ type })} />
            ),
          },
          {
            id: "unit",
            title: t("models.field.unit"),
            width: 110,
            show: (field) => field.unit,
            edit: (field, change) => (
              <Input
                value={field.unit ?? ""}
                aria-label={t("models.field.unit")}
                onChange={(event) => change({ unit: event.target.value })}
              />
            ),
          },
          {
            id: "decimals",
            title: t("models.field.decimals"),
            width: 90,
            show: (field) => field.decimals,
            edit: (field, change) => (
              <NumberInput
                least={0}
                most={9}
                precision={0}
                value={field.decimals ?? null}
                disabled={field.type !== "number"}
                aria-label={t("models.field.decimals")}
                style={{ width: "100%" }}
                onChange={(decimals) => change({ decimals })}
              />
            ),
          },
          {
            id: "icon",
            title: t("models.field.icon"),
            width: 56,
            show: (field) => <FieldIcon svg={field.icon} />,
            edit: (field, change) => (
              <IconCell
                name={field.field_name}
                svg={field.icon}
                onChange={(icon) => change({ icon })}
              />
            ),
          },
        ]}
      />
      {buttons}
    </div>
  );
}
