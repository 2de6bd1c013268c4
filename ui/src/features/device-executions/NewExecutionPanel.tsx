import { useTranslation } from "react-i18next";
import { useLocation } from "react-router";

import { useCreateExecution } from "../../api/tasks";
import { at } from "../../state/routes-at";
import { NewRecordPanel } from "../../components/records/NewRecordPanel";
import { useNewRecord } from "../../components/records/use-new-record";
import { newExecution, toInput, type ExecutionValues } from "./execution-values";
import { ExecutionFields } from "./ExecutionFields";

type Props = {
  /** What is filled in already: `rpc_id`, `eui`, `cron_task`. */
  search: URLSearchParams;
};

/** Adds a device execution. */
export function NewExecutionPanel({ search }: Props) {
  const { t } = useTranslation();
  // Many devices do not fit into the address.
  const handed = useLocation().state as Partial<ExecutionValues> | null;
  const { values, errors, edit, saving, save, close } = useNewRecord({
    initial: {
      ...newExecution,
      rpc_id: search.get("rpc_id") ?? "",
      euis: search.getAll("eui"),
      cron_task: search.get("cron_task"),
      ...handed,
    },
    inputOf: toInput,
    create: useCreateExecution(),
    page: at.deviceExecutions,
    created: (name) => t("deviceExecutions.created", { name }),
  });
  return (
    <NewRecordPanel
      testId="panel-execution"
      verb={t("deviceExecutions.add")}
      saving={saving}
      onSave={save}
      onClose={close}
    >
      <ExecutionFields values={values} errors={errors} done={0} onChange={edit} />
    </NewRecordPanel>
  );
}
