import { DownloadOutlined } from "@ant-design/icons";
import { Button, Checkbox, Modal, Radio } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { ListPath, PageQuery } from "../../api/client";
import type { ExportSelection } from "../../api/imports";
import { everyMatching, type ListQuery } from "../../api/list";
import type { ImportKind } from "../../api/types";
import { useColumns } from "../grid/columns";
import { isSelected, knownSize, type Selection } from "../grid/selection";
import type { Column } from "../grid/types";
import { useExport } from "../grid/use-export";
import css from "./Imports.module.css";
import { useDownload } from "./use-download";

type Props<Row> = {
  kind: ImportKind;
  /** The grid of the page. */
  grid: {
    id: string;
    path: ListPath;
    columns: readonly Column<Row>[];
    rowKey: (row: Row) => string;
    /** How many rows match; undefined while nobody knows. */
    total: number | undefined;
    /** How many of them are records, and which, where the list has others, too. */
    records?: number | undefined;
    isRecord?: (row: Row) => boolean;
  };
  /** The list's filters and order. */
  query: ListQuery;
  selection: Selection;
  /** In a toolbar of rows. */
  size?: "small";
};

/** Records of a page as a file: which of them, which columns, and how it is written. */
export function ExportButton<Row>(props: Props<Row>) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        icon={<DownloadOutlined />}
        {...(props.size ? { size: props.size } : {})}
        onClick={() => setOpen(true)}
      >
        {t("imports.export")}
      </Button>
      {open && <ExportDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

type Rows = "selected" | "matching" | "all";
type Format = "xlsx" | "csv";

function ExportDialog<Row>(props: Props<Row> & { onClose: () => void }) {
  const { kind, grid, query, selection, onClose } = props;
  const { t } = useTranslation();
  const { records, template } = useDownload();
  const { visible } = useColumns(grid.id, grid.columns, { check: false, menu: false });
  const file = useExport<Row>(grid.id);
  const { limit: _limit, cursor: _cursor, sort, ...filters } = query as PageQuery;
  const isFiltered = Object.keys(filters).length > 0;
  const { isRecord } = grid;
  const recorded = isRecord ? grid.records : grid.total;
  const picked = knownSize(selection, recorded);
  const [rows, setRows] = useState<Rows>(
    picked !== 0 ? "selected" : isFiltered ? "matching" : "all",
  );
  const [shown, setShown] = useState(false);
  const [format, setFormat] = useState<Format>("xlsx");
  const [keys, setKeys] = useState(true);
  const withKeys = kind === "lorawan-profiles" && !shown;
  // A file of what is shown has every row of the list; others have its records.
  const matching = shown ? grid.total : recorded;

  function write(): void {
    if (shown) void file.run(rowsShown, visible);
    else {
      const wanted = rows === "all" || selectsKeys(rows, selection) ? {} : filters;
      const choice = { ...wanted, format, ...(keys ? {} : { keys: "false" }) };
      records(kind, choice, rows === "selected" ? selectionOf(selection) : {});
    }
    onClose();
  }

  async function rowsShown(): Promise<readonly Row[]> {
    const everything = rows === "all" || selectsKeys(rows, selection);
    const order = typeof sort === "string" ? { sort } : {};
    const all = await everyMatching<Row>(grid.path, everything ? order : query);
    return rows === "selected"
      ? all.filter((row) => isRecord?.(row) !== false && isSelected(selection, grid.rowKey(row)))
      : all;
  }

  return (
    <Modal
      open
      width={520}
      title={t(`imports.exportTitle_${kind}`)}
      okText={t("imports.export")}
      cancelText={t("common.cancel")}
      onOk={write}
      onCancel={onClose}
      footer={(buttons) => (
        <div className={css["foot"]}>
          <Button icon={<DownloadOutlined />} onClick={() => template(kind)}>
            {t("imports.template")}
          </Button>
          <span className={css["grow"]} />
          {buttons}
        </div>
      )}
    >
      <div className={css["choices"]}>
        <Choice label={t("imports.exportRows")} value={rows} onChange={setRows}>
          {(picked !== 0 || rows === "selected") && (
            <Radio value="selected">
              {picked === undefined
                ? t("imports.exportAllSelected")
                : t("imports.exportSelected", { count: picked })}
            </Radio>
          )}
          {isFiltered && (
            <Radio value="matching">
              {matching === undefined
                ? t("imports.exportAllMatching")
                : t("imports.exportMatching", { count: matching })}
            </Radio>
          )}
          <Radio value="all">
            {t(isRecord && !shown ? "imports.exportAllRegistered" : "imports.exportAll")}
          </Radio>
        </Choice>
        <Choice
          label={t("imports.exportColumns")}
          value={shown ? "shown" : "importable"}
          onChange={(value) => {
            setShown(value === "shown");
            if (value === "shown") setFormat("csv");
          }}
        >
          <Radio value="importable">{t("imports.exportImportable")}</Radio>
          <Radio value="shown">{t("imports.exportShown")}</Radio>
        </Choice>
        <Choice label={t("imports.exportFormat")} value={format} onChange={setFormat}>
          <Radio value="xlsx" disabled={shown}>
            {t("imports.xlsx")}
          </Radio>
          <Radio value="csv">{t("imports.csv")}</Radio>
        </Choice>
        {withKeys && (
          <div>
            <Checkbox checked={keys} onChange={(event) => setKeys(event.target.checked)}>
              {t("imports.withKeys")}
            </Checkbox>
            {keys && <p className={css["warning"]}>{t("imports.keysWarning")}</p>}
          </div>
        )}
      </div>
    </Modal>
  );
}

/** Keys that were ticked are meant whatever the filter says now. */
const selectsKeys = (rows: Rows, selection: Selection) =>
  rows === "selected" && selection.kind === "keys";

const selectionOf = (selection: Selection): ExportSelection =>
  selection.kind === "keys" ? { only: [...selection.keys] } : { except: [...selection.except] };

type ChoiceProps<Value> = {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  children: ReactNode;
};

function Choice<Value extends string>({ label, value, onChange, children }: ChoiceProps<Value>) {
  return (
    <fieldset className={css["choice"]}>
      <legend>{label}</legend>
      <Radio.Group
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value as Value)}
      >
        {children}
      </Radio.Group>
    </fieldset>
  );
}
