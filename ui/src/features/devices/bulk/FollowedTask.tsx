import { useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";

import { useTask } from "../../../api/tasks";
import type { Task, TaskKind } from "../../../api/types";
import type { Selection } from "../../../components/grid/selection";
import { TaskDialog } from "../../../components/tasks/TaskDialog";
import { isOver } from "../../../components/tasks/words";
import { SaveAsExecution, type SaidCall } from "./SaveAsExecution";

/** The tasks that are started for selected devices. */
export type BulkKind = Extract<TaskKind, "one_time_rpc" | "reset_by_template" | "bulk_update">;

/** A task that was started here. */
export type Started = {
  /** The task that was started first: what is repeated takes its place. */
  first: string;
  id: string;
  kind: BulkKind;
  /** The selection it was started for, as long as that is the one in use. */
  before: Selection | null;
  /** Its dialog is open. A task goes on without it, and its end is noticed all the same. */
  shown: boolean;
  /** What a One-Time RPC asked for, and of which task. */
  call?: SaidCall;
};

type Props = {
  started: Started;
  onChange: (started: Started) => void;
  /** The task is over, once for each. */
  onOver: (task: Task, started: Started) => void;
  /** Nobody looks at it and nothing more happens to it. */
  onGone: () => void;
};

/** A task from its start to its end, with or without its dialog. */
export function FollowedTask({ started, onChange, onOver, onGone }: Props) {
  const { t } = useTranslation();
  const { id, kind, shown, call } = started;
  const task = useTask(id).data;
  const over = task !== undefined && isOver(task);
  const tell = useEffectEvent(() => {
    if (!task) return;
    onOver(task, started);
    if (!shown) onGone();
  });
  useEffect(() => {
    if (over) tell();
  }, [id, over]);
  if (!shown) return null;
  const title = {
    one_time_rpc: t("oneTime.title"),
    reset_by_template: t("resetTemplate.title"),
    bulk_update: t("bulkUpdate.title"),
  };
  return (
    <TaskDialog
      id={id}
      kind={kind}
      title={title[kind]}
      onRetried={(next) => onChange({ ...started, id: next, before: null })}
      {...(call ? { after: () => <SaveAsExecution key="save" call={call} /> } : {})}
      onClose={() => (over ? onGone() : onChange({ ...started, shown: false }))}
    />
  );
}
