import { Button, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import { allTaskItems, useTaskItems } from "../../api/tasks";
import type { HistoryKind, Task, TaskItem } from "../../api/types";
import { CopyButton } from "../actions/CopyButton";
import { ErrorPanel } from "../states/ErrorPanel";
import { EuiText } from "../values/EuiText";
import { useSaid } from "../values/said";
import { StateChip } from "../values/StateChip";
import { at as pages, importsAt } from "../../state/routes-at";
import { useTaskCentre } from "../../state/task-centre";
import { useExport, type FileColumn } from "../grid/use-export";
import { toastFailed } from "../messages/toast";
import { usePreferences } from "../../state/preferences";
import { i18next } from "../../state/language/i18n";
import { classes } from "../../lib/text";
import type en from "../../locales/en.json";
import { absolute, clock } from "../../lib/time";
import { TableHead } from "../values/TableHead";
import css from "./Tasks.module.css";

type Props = { task: Task };

type KnownCode = keyof (typeof en)["tasks"]["code"];
const isKnown = (code: string): code is KnownCode => i18next.exists(`tasks.code.${code}`);

/** Tasks whose items are devices that are still there afterwards. */
const OF_DEVICES: readonly Task["kind"][] = [
  "one_time_rpc",
  "device_execution",
  "reset_by_template",
  "bulk_update",
  "tags",
];
/** Tasks whose items link to a call in the RPC log. */
const OF_CALLS: readonly Task["kind"][] = ["one_time_rpc", "device_execution"];

/** What became of each item of a task. */
export function TaskItems({ task }: Props) {
  const { t } = useTranslation();
  const said = useSaid();
  const [failed, setFailed] = useState(task.failed > 0);
  const items = useTaskItems(task.id, failed, task.current);
  const navigate = useNavigate();
  const hide = useTaskCentre((all) => all.hide);
  const file = useExport<TaskItem>("task-items");
  if (items.error) return <ErrorPanel error={items.error} onRetry={() => void items.refetch()} />;
  const rows = items.data?.pages.flatMap((page) => page.items) ?? [];
  const wordOf = (code: string) => (isKnown(code) ? t(`tasks.code.${code}`) : code);
  const columns: FileColumn<TaskItem>[] = [
    { title: t(subjectTitle(task.kind)), text: (item) => item.subject },
    { title: t("tasks.result"), text: (item) => wordOf(item.code) },
    { title: t("tasks.reason"), text: (item) => said(item.detail_said, item.detail) },
    { title: t("tasks.time"), text: (item) => item.at },
  ];

  const { kind } = task.request;
  const imported = task.kind === "import" && kind !== undefined ? importsAt[kind] : null;

  /** The devices in their list: one by its EUI, several selected. */
  async function openInList(): Promise<void> {
    const found = await allTaskItems(task.id, failed).catch((error: unknown) => {
      toastFailed(t("errors.failed"), error);
    });
    if (!found) return;
    const select = [...new Set(found.map((item) => item.subject))];
    hide();
    const [only] = select;
    if (select.length === 1 && only !== undefined) void navigate(`${pages.devices}?q=${only}`);
    else void navigate(pages.devices, { state: { select } });
  }

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
          <>
            <CopyButton
              text={rows.map((row) => row.subject).join("\n")}
              label={t("tasks.copyEuis")}
            />
            {imported !== null && task.ok > 0 && (
              <Button
                size="small"
                onClick={() => {
                  hide();
                  void navigate(`${imported}?task=${task.id}`);
                }}
              >
                {t("tasks.openInList")}
              </Button>
            )}
            {OF_DEVICES.includes(task.kind) && (
              <Button size="small" onClick={() => void openInList()}>
                {t("tasks.openInList")}
              </Button>
            )}
            <Button
              size="small"
              loading={file.busy}
              onClick={() => void file.run(() => allTaskItems(task.id, failed), columns)}
            >
              {t("tasks.export")}
            </Button>
          </>
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
            <TableHead titles={[t(subjectTitle(task.kind)), t("tasks.result"), t("tasks.time")]} />
            <tbody>
              {rows.map((row, at) => (
                <Row key={at} item={row} kind={task.kind} word={wordOf(row.code)} />
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

function subjectTitle(
  kind: Task["kind"],
): "imports.key" | "models.name" | "storage.what" | "common.eui" {
  if (kind === "import") return "imports.key";
  if (kind === "delete_models") return "models.name";
  return kind === "history_cleaning" ? "storage.what" : "common.eui";
}

type RowProps = { item: TaskItem; kind: Task["kind"]; word: string };

function Row({ item, kind, word }: RowProps) {
  const { t } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  const said = useSaid();
  const chip = <StateChip sign={item.ok ? "ok" : "error"} label={word} />;
  return (
    <tr>
      <td>
        {kind === "history_cleaning" ? (
          t(`storage.kind.${item.subject as HistoryKind["kind"]}`)
        ) : kind === "delete_models" && item.ok && item.detail !== "" ? (
          item.detail
        ) : OF_DEVICES.includes(kind) ? (
          <Link to={`${pages.devices}/${item.subject}`}>
            <EuiText value={item.subject} />
          </Link>
        ) : (
          <EuiText value={item.subject} />
        )}
      </td>
      <td>
        {item.link !== null && OF_CALLS.includes(kind) ? (
          <Link to={`${pages.rpcLog}/${item.link}`}>{chip}</Link>
        ) : (
          chip
        )}
        {item.detail !== "" && !(kind === "delete_models" && item.ok) && (
          <div className="hint">{said(item.detail_said, item.detail)}</div>
        )}
      </td>
      <td className={classes("tabular", css["time"])} title={absolute(item.at, zone)}>
        {clock(item.at, zone, false)}
      </td>
    </tr>
  );
}
