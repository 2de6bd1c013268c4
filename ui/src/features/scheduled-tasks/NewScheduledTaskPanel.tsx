import { useTranslation } from "react-i18next";

import { useCreateScheduledTask } from "../../api/tasks";
import { at } from "../../state/routes-at";
import { NewRecordPanel } from "../../components/records/NewRecordPanel";
import { useNewRecord } from "../../components/records/use-new-record";
import { newScheduledTask, ScheduledTaskFields } from "./ScheduledTaskFields";

/** Adds a scheduled task. */
export function NewScheduledTaskPanel() {
  const { t } = useTranslation();
  const { values, errors, edit, saving, save, close } = useNewRecord({
    initial: newScheduledTask,
    inputOf: (values) => values,
    create: useCreateScheduledTask(),
    page: at.scheduledTasks,
    created: (name) => t("scheduledTasks.created", { name }),
  });
  return (
    <NewRecordPanel
      testId="panel-scheduled-task"
      verb={t("scheduledTasks.add")}
      saving={saving}
      onSave={save}
      onClose={close}
    >
      <ScheduledTaskFields values={values} errors={errors} onChange={edit} />
    </NewRecordPanel>
  );
}
