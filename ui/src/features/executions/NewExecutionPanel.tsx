import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";

import { useCreateExecution } from "../../api/tasks";
import { at } from "../../app/routes-at";
import { same } from "../../components/fields/use-draft";
import { useFieldErrors } from "../../components/fields/use-field-errors";
import { Panel } from "../../components/Panel";
import { SaveBar } from "../../components/SaveBar";
import { toastDone } from "../../components/toast";
import { useLeaveGuard } from "../../components/use-leave-guard";
import { newExecution, toInput, type ExecutionValues } from "./execution-values";
import { ExecutionFields } from "./ExecutionFields";
import css from "./Executions.module.css";

type Props = {
  /** What is filled in already: `rpc_id`, `eui`, `cron_task`. */
  search: URLSearchParams;
};

/** Adds a device execution. */
export function NewExecutionPanel({ search }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  // Many devices do not fit into the address.
  const handed = useLocation().state as Partial<ExecutionValues> | null;
  const [initial] = useState<ExecutionValues>(() => ({
    ...newExecution,
    rpc_id: search.get("rpc_id") ?? "",
    euis: search.getAll("eui"),
    cron_task: search.get("cron_task"),
    ...handed,
  }));
  const [values, setValues] = useState(initial);
  const { errors, clear, refuse } = useFieldErrors(t("errors.failed"));
  const create = useCreateExecution();
  const close = () => void navigate(at.deviceExecutions);
  const saved = create.isPending || create.isSuccess;
  useLeaveGuard(!same(values, initial) && !saved, () => false);

  function save(): void {
    create.mutate(toInput(values), {
      onSuccess(execution) {
        toastDone(t("executions.created", { name: execution.name }));
        void navigate(`${at.deviceExecutions}/${execution.id}`);
      },
      onError: refuse,
    });
  }

  return (
    <Panel
      testId="panel-execution"
      title={t("executions.add")}
      onClose={close}
      footer={
        <SaveBar
          always
          changes={0}
          saving={create.isPending}
          verb={t("executions.add")}
          onSave={save}
          onDiscard={close}
        />
      }
    >
      <div className={css["scroll"]}>
        <ExecutionFields
          values={values}
          errors={errors}
          done={0}
          onChange={(change) => {
            clear();
            setValues((now) => ({ ...now, ...change }));
          }}
        />
      </div>
    </Panel>
  );
}
