import { Button, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { blocking } from "../../api/blocking";
import { useOneTimeRpc, useRetryTask, useTask } from "../../api/tasks";
import type { Json, RpcModel, Task } from "../../api/types";
import { useTaskCentre } from "../../app/task-centre-state";
import { ErrorPanel } from "../../components/ErrorPanel";
import { Field } from "../../components/fields/Field";
import { Milliseconds } from "../../components/fields/Milliseconds";
import { PlainInput } from "../../components/fields/PlainInput";
import { useFieldErrors } from "../../components/fields/use-field-errors";
import { ParameterFields } from "../../components/rpc/ParameterFields";
import { parametersOf, paramsOf } from "../../components/rpc/parameters";
import { RpcSelect } from "../../components/rpc/RpcSelect";
import { TaskItems } from "../../components/tasks/TaskItems";
import { TaskProgress } from "../../components/tasks/TaskProgress";
import { useInterrupt } from "../../components/tasks/use-interrupt";
import { isOver } from "../../components/tasks/words";
import { toastFailed } from "../../components/toast";
import { useAskToClose } from "../../components/use-ask-to-close";
import { WriteButton } from "../../components/WriteButton";
import css from "./OneTimeRpc.module.css";

type Props = { euis: string[]; onClose: () => void };

/** The same command to a group of devices, at once: the question, then how it goes. */
export function OneTimeRpcDialog({ euis, onClose }: Props) {
  const [task, setTask] = useState<string | null>(null);
  return task === null ? (
    <Ask euis={euis} onClose={onClose} onStarted={setTask} />
  ) : (
    <Follow key={task} id={task} onClose={onClose} onRetried={setTask} />
  );
}

type AskProps = Props & { onStarted: (task: string) => void };

function Ask({ euis, onClose, onStarted }: AskProps) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [rpc, setRpc] = useState<RpcModel | null>(null);
  const [typed, setTyped] = useState<Record<string, Json | undefined>>({});
  const [interval, setInterval] = useState<number | null>(null);
  const { errors, setErrors, refuse } = useFieldErrors(t("errors.failed"));
  const start = useOneTimeRpc();
  const parameters = rpc ? parametersOf(rpc.template) : [];
  const isDirty =
    name.trim() !== "" || rpc !== null || interval !== null || Object.keys(typed).length > 0;
  const close = useAskToClose(isDirty && !start.isPending, onClose);

  function submit(): void {
    const missing = {
      ...(name.trim() === "" ? { name: t("errors.required") } : {}),
      ...(rpc === null ? { rpc: t("errors.required") } : {}),
    };
    setErrors(missing);
    if (rpc === null || Object.keys(missing).length > 0) return;
    const body = {
      name: name.trim(),
      euis,
      rpc: rpc.id,
      params: paramsOf(parameters, undefined, typed),
      ...(interval === null ? {} : { device_interval_ms: interval }),
    };
    start.mutate(body, {
      onSuccess: (task) => onStarted(task.id),
      onError: refuse,
    });
  }

  return (
    <Modal
      open
      width={560}
      title={t("oneTime.title")}
      mask={{ closable: false }}
      onCancel={close}
      footer={[
        <Button key="cancel" onClick={close}>
          {t("common.cancel")}
        </Button>,
        <WriteButton key="submit" type="primary" loading={start.isPending} onClick={submit}>
          {t("oneTime.submit")}
        </WriteButton>,
      ]}
    >
      <div className={css["form"]}>
        <p className="hint">{t("oneTime.devices", { count: euis.length })}</p>
        <Field label={t("oneTime.name")} api="name" required error={errors["name"]}>
          <PlainInput value={name} maxLength={255} autoFocus onChange={setName} onEnter={submit} />
        </Field>
        <Field
          label={t("oneTime.interval")}
          api="device_interval_ms"
          help={t("oneTime.intervalHelp")}
          error={errors["device_interval_ms"]}
        >
          <Milliseconds value={interval} onChange={setInterval} />
        </Field>
        <Field label={t("oneTime.rpc")} api="rpc" required error={errors["rpc"]}>
          <RpcSelect
            value={rpc?.id}
            onChange={(model) => {
              setRpc(model);
              setTyped({});
            }}
          />
        </Field>
        <ParameterFields
          key={rpc?.id}
          parameters={parameters}
          device={undefined}
          typed={typed}
          onChange={setTyped}
        />
        {errors["params"] && <p role="alert">{errors["params"]}</p>}
      </div>
    </Modal>
  );
}

type FollowProps = { id: string; onClose: () => void; onRetried: (task: string) => void };

/** How it goes; it goes on when the dialog is closed. */
function Follow({ id, onClose, onRetried }: FollowProps) {
  const { t } = useTranslation();
  const query = useTask(id);
  const task = query.data;
  const error = blocking(query);
  const centre = useTaskCentre((all) => all.show);
  const over = task !== undefined && isOver(task);
  const view = () => {
    onClose();
    centre("one_time_rpc");
  };
  return (
    <Modal
      open
      width={560}
      title={task?.name ?? t("oneTime.title")}
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
        <Button key="close" type="primary" onClick={onClose}>
          {t(over ? "common.close" : "oneTime.background")}
        </Button>,
      ]}
    >
      {error && <ErrorPanel error={error} onRetry={() => void query.refetch()} />}
      {task && !error && (
        <div className={css["form"]}>
          <TaskProgress task={task} />
          {task.failed > 0 && <TaskItems task={task} />}
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
