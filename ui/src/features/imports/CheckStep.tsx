import { DownloadOutlined } from "@ant-design/icons";
import { Button, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { applyImport, setImportCell, type RowsShown } from "../../api/imports";
import type { ImportPlan, Task } from "../../api/types";
import { toastFailed } from "../../components/messages/toast";
import { WriteButton } from "../../components/actions/WriteButton";
import css from "./Imports.module.css";
import { RowsTable } from "./RowsTable";
import { useDownload } from "./use-download";

type Props = {
  plan: ImportPlan;
  onPlan: (plan: ImportPlan) => void;
  onColumns: () => void;
  onApplied: (task: Task) => void;
};

const kinds = ["create", "update", "unchanged", "warning", "error"] as const;

/** What the file would do, before it does it. */
export function CheckStep({ plan, onPlan, onColumns, onApplied }: Props) {
  const { t } = useTranslation();
  const { result } = useDownload();
  const { counts } = plan;
  const [show, setShow] = useState<RowsShown>(counts.error > 0 ? "error" : "");
  const [revision, setRevision] = useState(0);
  const [allOrNothing, setAllOrNothing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set());
  const todo = counts.create + counts.update - left.size;
  const blocked = todo === 0 || (allOrNothing && counts.error > 0) || plan.missing.length > 0;

  async function correct(row: number, field: string, value: string): Promise<void> {
    try {
      onPlan(await setImportCell(plan.id, row, field, value));
      setRevision((now) => now + 1);
      // What a row does may be something else now.
      setLeft(new Set());
    } catch (error) {
      toastFailed(t("errors.failed"), error);
    }
  }

  function toggle(row: number): void {
    const next = new Set(left);
    if (!next.delete(row)) next.add(row);
    setLeft(next);
  }

  async function apply(): Promise<void> {
    setBusy(true);
    try {
      onApplied(await applyImport(plan.id, allOrNothing, [...left]));
    } catch (error) {
      toastFailed(t("errors.failed"), error);
      setBusy(false);
    }
  }

  return (
    <div className={css["columns"]}>
      <Radio.Group
        aria-label={t("imports.outcome")}
        optionType="button"
        size="small"
        value={show}
        onChange={(event) => setShow(event.target.value as RowsShown)}
        options={[
          { value: "", label: `${t("imports.all")} ${plan.total}` },
          ...kinds.map((kind) => ({
            value: kind,
            label: `${t(`imports.${kind}`)} ${counts[kind]}`,
          })),
        ]}
      />
      <RowsTable
        plan={plan}
        show={show}
        revision={revision}
        onCell={correct}
        left={{ rows: left, toggle }}
      />
      <div className={css["foot"]}>
        {counts.error > 0 && (
          <>
            <Radio.Group
              aria-label={t("imports.onErrors")}
              value={allOrNothing}
              onChange={(event) => setAllOrNothing(event.target.value as boolean)}
              options={[
                { value: false, label: t("imports.skip") },
                { value: true, label: t("imports.all_or_nothing") },
              ]}
            />
            <Button icon={<DownloadOutlined />} onClick={() => result(plan.id, true)}>
              {t("imports.errorRows")}
            </Button>
          </>
        )}
        <span className={css["grow"]} />
        <Button onClick={onColumns}>{t("common.back")}</Button>
        <WriteButton
          type="primary"
          loading={busy}
          disabled={blocked}
          title={blocked ? t("imports.nothingToDo") : undefined}
          onClick={() => void apply()}
        >
          {t("imports.apply", { count: todo })}
        </WriteButton>
      </div>
    </div>
  );
}
