import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useHref, useLinkClickHandler } from "react-router";

import { useRetryTask } from "../../api/tasks";
import type { ImportKind, Task } from "../../api/types";
import { importsAt } from "../../state/routes-at";
import { Clock } from "../values/TimeText";
import { toastDone, toastFailed } from "../messages/toast";
import { WriteButton } from "../actions/WriteButton";
import { TaskItems } from "./TaskItems";
import { TaskProgress } from "./TaskProgress";
import css from "./Tasks.module.css";
import { useInterrupt } from "./use-interrupt";
import { UndoButton } from "./UndoButton";
import { isOver, taskTitle } from "./words";

type Props = { task: Task };

/** A task with its progress, what can be done with it, and what became of its items. */
export function TaskCard({ task }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const interrupt = useInterrupt();
  const retry = useRetryTask();
  const over = isOver(task);
  const title = taskTitle(task, t);
  return (
    <article className={css["card"]} data-testid="task" aria-label={title}>
      <div className={css["head"]}>
        <h3 title={title}>{title}</h3>
        {task.name !== "" && <span className="hint">{t(`tasks.kind.${task.kind}`)}</span>}
      </div>
      <TaskProgress task={task} />
      <div className={css["meta"]}>
        <span>
          {t("tasks.started")} <Clock at={task.started_at ?? task.created_at} />
        </span>
        <span>{task.who === "" ? t("tasks.byClock") : t("tasks.by", { who: task.who })}</span>
        {task.request.rpc_name && <span>{task.request.rpc_name}</span>}
      </div>
      <div className={css["actions"]}>
        <Button size="small" aria-expanded={open} onClick={() => setOpen((now) => !now)}>
          {t(over ? "tasks.result" : "tasks.details")}
        </Button>
        {!over && (
          <WriteButton size="small" danger onClick={() => void interrupt(task)}>
            {t("tasks.interrupt")}
          </WriteButton>
        )}
        {task.kind === "import" && task.request.kind && task.subject && (
          <OpenResult kind={task.request.kind} plan={task.subject} />
        )}
        {over && <UndoButton task={task} />}
        {over && task.failed > 0 && task.kind !== "import" && task.kind !== "undo" && (
          <WriteButton
            size="small"
            loading={retry.isPending}
            onClick={() =>
              retry.mutate(task.id, {
                onSuccess: (next) => toastDone(t("tasks.retried", { count: next.total })),
                onError: (error) => toastFailed(t("errors.failed"), error),
              })
            }
          >
            {t("tasks.retryFailed")}
          </WriteButton>
        )}
      </div>
      {open && <TaskItems task={task} />}
    </article>
  );
}

type ResultProps = { kind: ImportKind; plan: string };

/** The way to an import, row by row. */
function OpenResult({ kind, plan }: ResultProps) {
  const { t } = useTranslation();
  const to = `${importsAt[kind]}?import=result&plan=${plan}`;
  return (
    <Button size="small" href={useHref(to)} onClick={useLinkClickHandler<HTMLElement>(to)}>
      {t("imports.openResult")}
    </Button>
  );
}
