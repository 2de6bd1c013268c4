import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { useCreateScheduledTask } from "../../api/tasks";
import { at } from "../../app/routes-at";
import { same } from "../../components/fields/use-draft";
import { useFieldErrors } from "../../components/fields/use-field-errors";
import { Panel } from "../../components/Panel";
import { SaveBar } from "../../components/SaveBar";
import { toastDone } from "../../components/toast";
import { useLeaveGuard } from "../../components/use-leave-guard";
import css from "./Schedules.module.css";
import { newSchedule, ScheduleFields } from "./ScheduleFields";

/** Adds a scheduled task. */
export function NewSchedulePanel() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [values, setValues] = useState(newSchedule);
  const { errors, clear, refuse } = useFieldErrors(t("errors.failed"));
  const create = useCreateScheduledTask();
  const close = () => void navigate(at.scheduledTasks);
  const saved = create.isPending || create.isSuccess;
  useLeaveGuard(!same(values, newSchedule) && !saved, () => false);

  function save(): void {
    create.mutate(values, {
      onSuccess(task) {
        toastDone(t("schedules.created", { name: task.name }));
        void navigate(`${at.scheduledTasks}/${task.id}`);
      },
      onError: refuse,
    });
  }

  return (
    <Panel
      testId="panel-scheduled-task"
      title={t("schedules.add")}
      onClose={close}
      footer={
        <SaveBar
          always
          changes={0}
          saving={create.isPending}
          verb={t("schedules.add")}
          onSave={save}
          onDiscard={close}
        />
      }
    >
      <div className={css["scroll"]}>
        <ScheduleFields
          values={values}
          errors={errors}
          onChange={(change) => {
            clear();
            setValues((now) => ({ ...now, ...change }));
          }}
        />
      </div>
    </Panel>
  );
}
