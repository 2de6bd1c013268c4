import { Button, Modal } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { blocking } from "../../api/blocking";
import { useRetryTask, useTask } from "../../api/tasks";
import type { Task, TaskKind } from "../../api/types";
import { useTaskCentre } from "../../state/task-centre";
import { ErrorPanel } from "../states/ErrorPanel";
import { toastFailed } from "../messages/toast";
import { WriteButton } from "../actions/WriteButton";
import { TaskItems } from "./TaskItems";
import { TaskProgress } from "./TaskProgress";
import css from "./Tasks.module.css";
import { useInterrupt } from "./use-interrupt";
import { isOver } from "./words";

type Props = {
  id: string;
  kind: TaskKind;
  title: string;
  onClose: () => void;
  onRetried: (task: string) => void;
  /** What else can be done once it is over. */
  after?: (task: Task) => ReactNode;
};

/** How a task goes that was just started; it goes on when the dialog is closed. */
export function TaskDialog({ id, kind, title, onClose, onRetried, after }: Props) {
  const { t } = useTranslation();
  const query = useTask(id);
  const task = query.data;
  const error = blocking(query);
  const centre = useTaskCentre((all) => all.show);
  const over = task !== undefined && isOver(task);
  const view = () => {
    onClose();
    centre(kind);
  };
  return (
    <Modal
      open
      width={560}
      title={kind === "one_time_rpc" ? (task?.name ?? title) : title}
      mask={{ closable: false }}
      onCancel={onClose}
      footer={[
        <Button key="view" onClick={view}>
          {t("oneTime.view")}
        </Button>,
        task && !over && <InterruptButton key="interrupt" task={task} />,
        task && over && task.failed > 0 && (
          <RetryButton key="retry" task={task} onRetried={onRetried} />
        ),
        task && over && after?.(task),
        <Button key="close" type="primary" onClick={onClose}>
          {t(over ? "common.close" : "oneTime.background")}
        </Button>,
      ]}
    >
      {error && <ErrorPanel error={error} onRetry={() => void query.refetch()} />}
      {task && !error && (
        <div className={css["dialog"]}>
          <TaskProgress task={task} />
          {(task.failed > 0 || (over && kind !== "one_time_rpc")) && (
            <TaskItems key={String(task.failed > 0)} task={task} />
          )}
        </div>
      )}
    </Modal>
  );
}

type TaskProps = { task: Task };

function InterruptButton({ task }: TaskProps) {
  const { t } = useTranslation();
  const interrupt = useInterrupt();
  return (
    <WriteButton danger onClick={() => void interrupt(task)}>
      {t("tasks.interrupt")}
    </WriteButton>
  );
}

type RetryProps = TaskProps & { onRetried: (task: string) => void };

function RetryButton({ task, onRetried }: RetryProps) {
  const { t } = useTranslation();
  const retry = useRetryTask();
  return (
    <WriteButton
      loading={retry.isPending}
      onClick={() =>
        retry.mutate(task.id, {
          onSuccess: (next) => onRetried(next.id),
          onError: (error) => toastFailed(t("errors.failed"), error),
        })
      }
    >
      {t("tasks.retryFailed")}
    </WriteButton>
  );
}
