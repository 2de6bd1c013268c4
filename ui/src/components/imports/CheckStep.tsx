import { DownloadOutlined } from "@ant-design/icons";
import { Button, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { applyImport, setImportCell, type RowsShown } from "../../api/imports";
import type { ImportPlan, Task } from "../../api/types";
import { toastFailed } from "../messages/toast";
import { WriteButton } from "../actions/WriteButton";
import { count } from "../../lib/units";
import css from "./Imports.module.css";
import { RowsTable } from "./RowsTable";
import { leftOut, type ChoicesModel } from "./use-choices";
import { useDownload } from "./use-download";

type Props = {
  plan: ImportPlan;
  /** What is decided about its rows. */
  model: ChoicesModel;
  onPlan: (plan: ImportPlan) => Promise<void>;
  onColumns: () => void;
  onApplied: (task: Task) => void;
};

const kinds = ["create", "update", "unchanged", "warning", "error"] as const;

/** What the file would do, before it does it. */
export function CheckStep({ plan, model, onPlan, onColumns, onApplied }: Props) {
  const { t, i18n } = useTranslation();
  const { result } = useDownload();
  const { counts } = plan;
  const { choices } = model;
  const { left, allOrNothing } = choices;
  const show = choices.show ?? (counts.error > 0 ? "error" : "");
  const [revision, setRevision] = useState(0);
  const [busy, setBusy] = useState(false);
  const [checking, setChecking] = useState(false);
  const leaveOut = leftOut(choices);
  const todo = counts.create + counts.update - leaveOut.length;
  const number = (value: number) => count(value, i18n.language);
  const blocked = todo === 0 || (allOrNothing && counts.error > 0);

  async function correct(row: number, field: string, value: string): Promise<void> {
    setChecking(true);
    try {
      const checked = await setImportCell(plan.id, row, field, value);
      setRevision((now) => now + 1);
      await onPlan(checked);
    } catch (error) {
      toastFailed(t("errors.failed"), error);
    } finally {
      setChecking(false);
    }
  }

  async function apply(): Promise<void> {
    setBusy(true);
    try {
      onApplied(await applyImport(plan.id, allOrNothing, leaveOut));
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
        onChange={(event) => model.setShow(event.target.value as RowsShown)}
        options={[
          { value: "", label: `${t("imports.all")} ${number(plan.total)}` },
          ...kinds.map((kind) => ({
            value: kind,
            label: `${t(`imports.${kind}`)} ${number(counts[kind])}`,
          })),
        ]}
      />
      <RowsTable
        plan={plan}
        show={show}
        revision={revision}
        onCell={correct}
        left={{ rows: left, toggle: model.toggle }}
      />
      <div className={css["foot"]}>
        {counts.error > 0 && (
          <>
            <Radio.Group
              aria-label={t("imports.onErrors")}
              value={allOrNothing}
              onChange={(event) => model.setAllOrNothing(event.target.value as boolean)}
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
          loading={busy || checking}
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
