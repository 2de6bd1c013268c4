import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Radio, Select } from "antd";
import { useTranslation } from "react-i18next";

import type { AttributeCount, ValueType } from "../../../../api/types";
import { retyped } from "../../../../components/fields/retyped";
import { TypedValue } from "../../../../components/fields/TypedValue";
import css from "../Bulk.module.css";
import { filled, type AttributeRow, type AttributesDraft } from "../draft";
import { Removals } from "./ModelsStep";

const types = ["string", "number", "boolean", "object"] as const satisfies readonly ValueType[];

type Props = {
  side: "server_attrs" | "shared_attrs";
  known: readonly AttributeCount[];
  devices: number;
  value: AttributesDraft;
  onChange: (value: AttributesDraft) => void;
};

const lacksKey = (row: AttributeRow) => row.key.trim() === "" && filled([row]).length > 0;

/** Keys that every selected device gets, and keys that go. */
export function AttributesStep({ side, known, devices, value, onChange }: Props) {
  const { t } = useTranslation();
  const { add } = value;
  const edit = (id: number, change: Partial<AttributeRow>) =>
    onChange({ ...value, add: add.map((row) => (row.id === id ? { ...row, ...change } : row)) });
  const more = () => {
    const id = Math.max(0, ...add.map((row) => row.id)) + 1;
    const row = { id, key: "", type: "number" as const, value: undefined, unit: "", alias: "" };
    onChange({ ...value, add: [...add, row] });
  };
  return (
    <div className={css["step"]}>
      {side === "shared_attrs" && <p className="hint">{t("bulkUpdate.sharedNote")}</p>}
      <section className={css["removals"]} aria-label={t("bulkUpdate.addAttributes")}>
        <h4>{t("bulkUpdate.addAttributes")}</h4>
        {add.length > 0 && (
          <table className={css["rows"]}>
            <thead>
              <tr>
                <th scope="col">{t("attributes.key")}</th>
                <th scope="col">{t("bulkUpdate.dataType")}</th>
                <th scope="col">{t("bulkUpdate.defaultValue")}</th>
                <th scope="col">{t("attributes.unit")}</th>
                <th scope="col">{t("attributes.alias")}</th>
                <th aria-label={t("common.delete")} />
              </tr>
            </thead>
            <tbody>
              {add.map((row) => (
                <tr key={row.id}>
                  <td>
                    <Input
                      className="mono"
                      aria-label={t("attributes.key")}
                      maxLength={64}
                      autoFocus={row.key === ""}
                      {...(lacksKey(row)
                        ? { status: "error" as const, placeholder: t("errors.required") }
                        : {})}
                      value={row.key}
                      onChange={(event) => edit(row.id, { key: event.target.value })}
                    />
                  </td>
                  <td>
                    <Select<ValueType>
                      aria-label={t("bulkUpdate.dataType")}
                      value={row.type}
                      options={types.map((type) => ({ value: type, label: type }))}
                      onChange={(type) => edit(row.id, { type, value: retyped(type, row.value) })}
                      style={{ width: "100%" }}
                    />
                  </td>
                  <td>
                    <TypedValue
                      key={row.type}
                      type={row.type}
                      value={row.value}
                      label={t("bulkUpdate.defaultValue")}
                      onChange={(next) => edit(row.id, { value: next })}
                    />
                  </td>
                  <td>
                    <Input
                      aria-label={t("attributes.unit")}
                      value={row.unit}
                      onChange={(event) => edit(row.id, { unit: event.target.value })}
                    />
                  </td>
                  <td>
                    <Input
                      aria-label={t("attributes.alias")}
                      value={row.alias}
                      onChange={(event) => edit(row.id, { alias: event.target.value })}
                    />
                  </td>
                  <td>
                    <Button
                      type="text"
                      icon={<DeleteOutlined />}
                      aria-label={t("bulkUpdate.dropRow", { key: row.key })}
                      onClick={() =>
                        onChange({ ...value, add: add.filter((one) => one.id !== row.id) })
                      }
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <div className={css["inline"]}>
          <Button size="small" icon={<PlusOutlined />} onClick={more}>
            {t("attributes.add")}
          </Button>
          {add.length > 0 && (
            <span className={css["inline"]} role="group" aria-label={t("bulkUpdate.ifExists")}>
              <span className="hint">{t("bulkUpdate.ifExists")}</span>
              <Radio.Group
                value={value.overwrite}
                onChange={(event) =>
                  onChange({ ...value, overwrite: event.target.value as boolean })
                }
                options={[
                  { value: false, label: t("bulkUpdate.keep") },
                  { value: true, label: t("bulkUpdate.overwrite") },
                ]}
              />
            </span>
          )}
        </div>
      </section>
      <Removals
        title={t("bulkUpdate.deleteKeys")}
        total={devices}
        items={known.map((one) => ({ value: one.key, label: one.key, devices: one.devices }))}
        chosen={value.remove}
        onChange={(remove) => onChange({ ...value, remove })}
      />
    </div>
  );
}
