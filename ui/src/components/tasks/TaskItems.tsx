import { Button, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useTaskItems } from "../../api/tasks";
import type { HistoryKind, Task, TaskItem } from "../../api/types";
import { CopyButton } from "../actions/CopyButton";
import { ErrorPanel } from "../states/ErrorPanel";
import { EuiText } from "../values/EuiText";
import { StateChip } from "../values/StateChip";
import css from "./Tasks.module.css";

type Props = { task: Task };

const KNOWN = [
  "bad_params",
  "cancelled",
  "conflict",
  "created",
  "deleted",
  "delivering",
  "failed",
  "finished",
  "full",
  "gone",
  "interrupted",
  "left_out",
  "no_device",
  "not_mounted",
  "refused",
  "removed",
  "restored",
  "reverted",
  "rows_deleted",
  "skipped",
  "tagged",
  "unchanged",
  "updated",
] as const;
type KnownCode = (typeof KNOWN)[number];
const isKnown = (code: string): code is KnownCode => KNOWN.some((known) => known === code);

/** What became of each item of a task. */
export function TaskItems({ task }: Props) {
  const { t } = useTranslation();
  const [failed, setFailed] = useState(task.failed > 0);
  const items = useTaskItems(task.id, failed, task.current);
  if (items.error) return <ErrorPanel error={items.error} onRetry={() => void items.refetch()} />;
  const cleaning = task.kind === "history_cleaning";
  const rows = items.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={css["items"]} data-testid="task-items">
      <div className={css["actions"]}>
        <Segmented
          size="small"
          aria-label={t("tasks.show")}
          value={failed ? "failed" : "all"}
          options={[
            { value: "all", label: t("tasks.all") },
            { value: "failed", label: t("tasks.onlyFailed", { count: task.failed }) },
          ]}
          onChange={(value) => setFailed(value === "failed")}
        />
        {rows.length > 0 && (
          <CopyButton
            text={rows.map((row) => row.subject).join("\n")}
            label={t("tasks.copyEuis")}
          />
        )}
      </div>
      {rows.length === 0 ? (
        <p className="hint">
          {items.isPending
            ? t("common.loading")
            : t(task.current > 0 && !failed ? "tasks.notKept" : "tasks.noItems")}
        </p>
      ) : (
        <div className={css["table"]}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t(subjectTitle(task.kind))}</th>
                <th scope="col">{t("tasks.result")}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row, at) => (
                <Row key={at} item={row} cleaning={cleaning} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {items.hasNextPage && (
        <Button size="small" onClick={() => void items.fetchNextPage()}>
          {t("tasks.more")}
        </Button>
      )}
    </div>
  );
}

function subjectTitle(kind: Task["kind"]): "imports.key" | "storage.what" | "common.eui" {
  if (kind === "import") return "imports.key";
  return kind === "history_cleaning" ? "storage.what" : "common.eui";
}

type RowProps = { item: TaskItem; cleaning: boolean };

function Row({ item, cleaning }: RowProps) {
  const { t } = useTranslation();
  const word = isKnown(item.code) ? t(`tasks.code.${item.code}`) : item.code;
  return (
    <tr>
      <td>
        {cleaning ? (
          t(`storage.kind.${item.subject as HistoryKind["kind"]}`)
        ) : (
          <EuiText value={item.subject} />
        )}
      </td>
      <td>
        <StateChip sign={item.ok ? "ok" : "error"} label={word} />
        {item.detail !== "" && <div className="hint">{item.detail}</div>}
      </td>
    </tr>
  );
}
