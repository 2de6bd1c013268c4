import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import css from "./OrderedTable.module.css";

export type OrderedColumn<Row> = {
  id: string;
  title: string;
  /** Pixels; absent: shares what is left. */
  width?: number;
  /** How a row that cannot be changed shows it. */
  show: (row: Row) => ReactNode;
  edit: (row: Row, change: (part: Partial<Row>) => void, at: number) => ReactNode;
};

type Props<Row> = {
  label: string;
  columns: readonly OrderedColumn<Row>[];
  rows: readonly Row[];
  nameOf: (row: Row) => string;
  readOnly: boolean;
  onChange: (rows: Row[]) => void;
};

/** Moves an entry; at the ends it stays where it is. */
export function moved<Row>(rows: readonly Row[], from: number, by: number): Row[] {
  const to = from + by;
  const row = rows[from];
  if (row === undefined || to < 0 || to >= rows.length) return [...rows];
  return rows.toSpliced(from, 1).toSpliced(to, 0, row);
}

/** A short list whose order matters, edited in place. */
export function OrderedTable<Row>(props: Props<Row>) {
  const { columns, rows, readOnly, onChange } = props;
  const { t } = useTranslation();
  return (
    <table className={css["table"]} aria-label={props.label}>
      <thead>
        <tr>
          <th scope="col" className={readOnly ? css["number"] : css["order"]}>
            {t("models.order")}
          </th>
          {columns.map(({ id, title, width }) => (
            <th key={id} scope="col" {...(width === undefined ? {} : { style: { width } })}>
              {title}
            </th>
          ))}
          {!readOnly && <th className={css["end"]} aria-label={t("panel.actions")} />}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => {
          const name = props.nameOf(row);
          const change = (part: Partial<Row>) =>
            onChange(rows.map((one, nth) => (nth === at ? { ...one, ...part } : one)));
          if (readOnly) {
            return (
              <tr key={at} className={css["fixed"]}>
                <td className="tabular">{at + 1}</td>
                {columns.map((column) => (
                  <td key={column.id}>{column.show(row)}</td>
                ))}
              </tr>
            );
          }
          return (
            <tr key={at}>
              <td className={css["order"]}>
                <span className="tabular">{at + 1}</span>
                <Button
                  type="text"
                  size="small"
                  icon={<ArrowUpOutlined />}
                  aria-label={t("models.up", { name })}
                  disabled={at === 0}
                  onClick={() => onChange(moved(rows, at, -1))}
                />
                <Button
                  type="text"
                  size="small"
                  icon={<ArrowDownOutlined />}
                  aria-label={t("models.down", { name })}
                  disabled={at === rows.length - 1}
                  onClick={() => onChange(moved(rows, at, 1))}
                />
              </td>
              {columns.map((column) => (
                <td key={column.id}>{column.edit(row, change, at)}</td>
              ))}
              <td>
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t("models.remove", { name })}
                  onClick={() => onChange(rows.toSpliced(at, 1))}
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
