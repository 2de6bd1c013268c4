import { SyncOutlined } from "@ant-design/icons";
import { Button, Select, Tooltip } from "antd";
import { useTranslation } from "react-i18next";

import { useTasks } from "../../api/tasks";
import type { Task, TaskKind } from "../../api/types";
import { EmptyState } from "../../components/states/EmptyState";
import { ErrorPanel } from "../../components/states/ErrorPanel";
import { DeletionCard, useSingleDeletions } from "../../components/tasks/SingleDeletions";
import { TaskCard } from "../../components/tasks/TaskCard";
import { isOver } from "../../components/tasks/words";
import { useCommand } from "../../state/commands/commands";
import { keyLabel } from "../../state/commands/keys";
import { Centre } from "../frame/Centre";
import css from "./TaskCentre.module.css";
import { useTaskCentre } from "../../state/task-centre";

const kinds: readonly TaskKind[] = [
  "one_time_rpc",
  "device_execution",
  "import",
  "reset_by_template",
  "bulk_update",
  "history_cleaning",
  "delete_devices",
  "delete_profiles",
  "delete_models",
  "delete_gateways",
  "switch_profiles",
  "tags",
  "undo",
];
const KEYS = "Ctrl+j";

/** Long work of the instance, beside whatever page is open. */
export function TaskCentre() {
  const { t } = useTranslation();
  const { open, show, hide } = useTaskCentre();
  useCommand({
    id: "task-centre",
    title: t("tasks.centre"),
    keys: KEYS,
    aliases: "running tasks interrupt progress",
    run: () => (open ? hide() : show()),
  });
  return open ? <Open /> : null;
}

function Open() {
  const { t } = useTranslation();
  const { kind, show, hide } = useTaskCentre();
  const tasks = useTasks();
  const deletions = useSingleDeletions();
  const wanted = (tasks.data ?? []).filter((task) => kind === null || task.kind === kind);
  const running = wanted.filter((task) => !isOver(task));
  const over = wanted.filter(isOver);
  return (
    <Centre
      testId="task-centre"
      title={t("tasks.centre")}
      actions={
        <Select<TaskKind | "">
          size="small"
          aria-label={t("tasks.kindFilter")}
          value={kind ?? ""}
          options={[
            { value: "" as const, label: t("tasks.anyKind") },
            ...kinds.map((value) => ({ value, label: t(`tasks.kind.${value}`) })),
          ]}
          onChange={(value) => show(value === "" ? null : value)}
        />
      }
      onClose={hide}
    >
      {tasks.error && <ErrorPanel error={tasks.error} onRetry={() => void tasks.refetch()} />}
      {tasks.data && wanted.length === 0 && (kind !== null || deletions.length === 0) && (
        <EmptyState title={t("tasks.emptyTitle")} text={t("tasks.emptyText")} />
      )}
      <Group title={t("tasks.running", { count: running.length })} tasks={running} />
      <Group title={t("tasks.over", { count: over.length })} tasks={over} />
      {kind === null && deletions.length > 0 && (
        <section className={css["group"]}>
          <h3>{t("tasks.deletions")}</h3>
          {deletions.map((point) => (
            <DeletionCard key={point.id} point={point} />
          ))}
        </section>
      )}
    </Centre>
  );
}

type GroupProps = { title: string; tasks: readonly Task[] };

function Group({ title, tasks }: GroupProps) {
  if (tasks.length === 0) return null;
  return (
    <section className={css["group"]}>
      <h3>{title}</h3>
      {tasks.map((task) => (
        <TaskCard key={task.id} task={task} />
      ))}
    </section>
  );
}

/** How much is going on; hidden while nothing is. */
export function TaskBadge() {
  const { t } = useTranslation();
  const show = useTaskCentre((all) => all.show);
  const running = (useTasks().data ?? []).filter((task) => !isOver(task));
  if (running.length === 0) return null;
  const [current, total] = [sum(running, "current"), sum(running, "total")];
  const label = t("tasks.badge", { count: running.length, current, total });
  return (
    <Tooltip title={`${label} (${keyLabel(KEYS)})`}>
      <Button
        type="text"
        aria-label={label}
        icon={<SyncOutlined />}
        data-testid="task-badge"
        onClick={() => show()}
      >
        {running.length}
      </Button>
    </Tooltip>
  );
}

const sum = (tasks: readonly Task[], of: "current" | "total") =>
  tasks.reduce((all, task) => all + task[of], 0);
