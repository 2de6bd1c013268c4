import {
  ArrowDownOutlined,
  ArrowUpOutlined,
  DeleteOutlined,
  PlusOutlined,
} from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import { useTranslation } from "react-i18next";

import type { DisplayField } from "../../api/types";
import { EmptyState } from "../../components/EmptyState";
import { toastDone } from "../../components/toast";
import { fieldProblems, moved, newFields, numbered } from "./result";
import css from "./ThingModels.module.css";
import type { ModelDraft } from "./use-model-draft";
import type { Trial } from "./use-trial";

const TYPES = ["number", "string", "boolean", "object"] as const;

type Props = { draft: ModelDraft; trial: Trial; readOnly: boolean };

/** Names, units and order of the values that users see. */
export function FieldsTab({ draft, trial, readOnly }: Props) {
  const { t } = useTranslation();
  const { fields } = draft.values;
  const problems = fieldProblems(fields);
  const made = trial.outcome?.ok ? newFields(trial.outcome.result, fields) : [];
  const put = (next: readonly DisplayField[]) => draft.set({ fields: numbered(next) });
  const change = (at: number, part: Partial<DisplayField>) =>
    put(fields.map((field, nth) => (nth === at ? { ...field, ...part } : field)));

  const buttons = !readOnly && (
    <div className={css["fieldButtons"]}>
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
      <div className={css["center"]}>
        <EmptyState title={t("models.field.empty")} text={t("models.field.emptyText")}>
          {buttons}
        </EmptyState>
      </div>
    );
  }
  return (
    <div className={css["fields"]}>
      <p className="hint">{t("models.field.help")}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("models.field.order")}</th>
            <th scope="col">{t("models.field.name")}</th>
            <th scope="col">{t("models.field.alias")}</th>
            <th scope="col">{t("models.field.type")}</th>
            <th scope="col">{t("models.field.unit")}</th>
            <th aria-label={t("panel.actions")} />
          </tr>
        </thead>
        <tbody>
          {fields.map((field, at) =>
            readOnly ? (
              <FixedRow key={at} field={field} at={at} />
            ) : (
              <EditRow
                key={at}
                field={field}
                at={at}
                last={at === fields.length - 1}
                problem={problems.get(at)}
                onChange={(part) => change(at, part)}
                onMove={(by) => put(moved(fields, at, by))}
                onRemove={() => put(fields.toSpliced(at, 1))}
              />
            ),
          )}
        </tbody>
      </table>
      {buttons}
    </div>
  );
}

type RowProps = { field: DisplayField; at: number };

/** A field of a model that cannot be changed. */
function FixedRow({ field, at }: RowProps) {
  const { t } = useTranslation();
  const type = TYPES.find((one) => one === field.type);
  return (
    <tr className={css["fixed"]}>
      <td className="tabular">{at + 1}</td>
      <td className="mono">{field.field_name}</td>
      <td>{field.name}</td>
      <td>{type ? t(`models.field.types.${type}`) : field.type}</td>
      <td>{field.unit}</td>
      <td />
    </tr>
  );
}

type EditProps = RowProps & {
  last: boolean;
  problem: "needed" | "twice" | undefined;
  onChange: (part: Partial<DisplayField>) => void;
  onMove: (by: number) => void;
  onRemove: () => void;
};

function EditRow({ field, at, last, problem, onChange, onMove, onRemove }: EditProps) {
  const { t } = useTranslation();
  const name = field.field_name;
  return (
    <tr>
      <td className={css["order"]}>
        <span className="tabular">{at + 1}</span>
        <Button
          type="text"
          size="small"
          icon={<ArrowUpOutlined />}
          aria-label={t("models.field.up", { name })}
          disabled={at === 0}
          onClick={() => onMove(-1)}
        />
        <Button
          type="text"
          size="small"
          icon={<ArrowDownOutlined />}
          aria-label={t("models.field.down", { name })}
          disabled={last}
          onClick={() => onMove(1)}
        />
      </td>
      <td>
        <Input
          className={css["mono"] ?? ""}
          value={name}
          aria-label={t("models.field.name")}
          aria-invalid={problem !== undefined}
          {...(problem ? { status: "error" as const } : {})}
          onChange={(event) => onChange({ field_name: event.target.value.trim() })}
        />
        {problem && (
          <div className={css["problem"]} role="alert">
            {t(`models.field.${problem}`)}
          </div>
        )}
      </td>
      <td>
        <Input
          value={field.name}
          aria-label={t("models.field.alias")}
          onChange={(event) => onChange({ name: event.target.value })}
        />
      </td>
      <td>
        <Select
          value={field.type}
          aria-label={t("models.field.type")}
          style={{ width: "100%" }}
          onChange={(type: string) => onChange({ type })}
          options={TYPES.map((value) => ({ value, label: t(`models.field.types.${value}`) }))}
        />
      </td>
      <td>
        <Input
          value={field.unit ?? ""}
          aria-label={t("models.field.unit")}
          onChange={(event) => onChange({ unit: event.target.value })}
        />
      </td>
      <td>
        <Button
          type="text"
          icon={<DeleteOutlined />}
          aria-label={t("models.field.remove", { name })}
          onClick={onRemove}
        />
      </td>
    </tr>
  );
}
