import { DownloadOutlined } from "@ant-design/icons";
import { Button, Spin } from "antd";
import { useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";

import { useTask } from "../../api/tasks";
import type { ImportPlan, Task } from "../../api/types";
import { ErrorPanel } from "../states/ErrorPanel";
import { TaskItems } from "../tasks/TaskItems";
import { TaskProgress } from "../tasks/TaskProgress";
import { useInterrupt } from "../tasks/use-interrupt";
import { isOver } from "../tasks/words";
import { FirstButton } from "../actions/FirstButton";
import { WriteButton } from "../actions/WriteButton";
import css from "./Imports.module.css";
import { RowsTable } from "./RowsTable";
import { useDownload } from "./use-download";

type Props = {
  /** The plan that is applied; its rows are gone when the instance was started anew. */
  plan: ImportPlan;
  /** Why the plan cannot be read any more. */
  lost: unknown;
  onOver: () => void;
  onAgain: () => void;
  onClose: () => void;
  /** Leads to the records of the import. */
  onShow: (task: Task) => void;
};

/** How far it is, and what became of the rows: what its task says. */
export function ResultStep({ plan, lost, onOver, onAgain, onClose, onShow }: Props) {
  const { t } = useTranslation();
  const { data: task, error, refetch } = useTask(plan.task ?? "");
  const over = task !== undefined && isOver(task);
  const tell = useEffectEvent(onOver);
  useEffect(() => {
    if (over) tell();
  }, [over]);
  if (error) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  if (!task) return <Spin />;
  return (
    <div className={css["columns"]}>
      <h3>{t(titleOf(task))}</h3>
      <TaskProgress task={task} />
      {over ? (
        <Outcome {...{ plan, task, lost, onAgain, onShow }} />
      ) : (
        <Going task={task} onClose={onClose} />
      )}
    </div>
  );
}

function titleOf(task: Task) {
  if (!isOver(task)) return "imports.state_applying";
  return task.state === "finished" ? "imports.state_applied" : "imports.state_stopped";
}

function Going({ task, onClose }: { task: Task; onClose: () => void }) {
  const { t } = useTranslation();
  const interrupt = useInterrupt();
  return (
    <div className={css["foot"]}>
      <WriteButton danger onClick={() => void interrupt(task)}>
        {t("tasks.interrupt")}
      </WriteButton>
      <span className="hint">{t("imports.stopHint")}</span>
      <span className={css["grow"]} />
      <Button onClick={onClose}>{t("common.close")}</Button>
    </div>
  );
}

type OutcomeProps = Omit<Props, "onOver" | "onClose"> & { task: Task };

function Outcome({ plan, task, lost, onAgain, onShow }: OutcomeProps) {
  const { t } = useTranslation();
  const { result } = useDownload();
  return (
    <>
      {lost ? (
        <>
          <p className="hint">{t("imports.lost")}</p>
          <TaskItems task={task} />
        </>
      ) : (
        task.failed > 0 && <RowsTable plan={plan} show="failed" revision={task.current} />
      )}
      <div className={css["foot"]}>
        {!lost && (
          <Button icon={<DownloadOutlined />} onClick={() => result(plan.id, false)}>
            {t("imports.result")}
          </Button>
        )}
        <span className={css["grow"]} />
        <Button onClick={onAgain}>{t("imports.another")}</Button>
        <FirstButton type="primary" onClick={() => onShow(task)}>
          {t("imports.openList")}
        </FirstButton>
      </div>
    </>
  );
}
