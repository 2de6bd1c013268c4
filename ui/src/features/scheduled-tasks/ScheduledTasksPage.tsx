import { PlusOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";

import { taskPaths, useDeleteScheduledTask, useUpdateScheduledTask } from "../../api/tasks";
import type { ScheduledTask } from "../../api/types";
import { at } from "../../state/routes-at";
import { Page } from "../../components/page/Page";
import { RecordList } from "../../components/records/RecordList";
import { WriteButton } from "../../components/actions/WriteButton";
import { scheduledTaskColumns } from "./columns";
import { NewScheduledTaskPanel } from "./NewScheduledTaskPanel";
import { ScheduledTaskPanel } from "./ScheduledTaskPanel";

/** When device executions run. */
export function ScheduledTasksPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { id, tab } = useParams();
  const update = useUpdateScheduledTask();
  const remove = useDeleteScheduledTask();
  return (
    <Page
      title={t("nav.scheduledTasks")}
      group={t("nav.configuration")}
      actions={
        <WriteButton
          type="primary"
          icon={<PlusOutlined />}
          onClick={() => void navigate(`${at.scheduledTasks}/new`)}
        >
          {t("scheduledTasks.add")}
        </WriteButton>
      }
    >
      <RecordList<ScheduledTask>
        words="scheduledTasks"
        resource="scheduled-tasks"
        path={taskPaths.scheduledTasks}
        page={at.scheduledTasks}
        label={t("nav.scheduledTasks")}
        id={id}
        tab={tab}
        columns={scheduledTaskColumns}
        second={{ key: "executions", label: t("nav.deviceExecutions") }}
        update={update}
        remove={remove}
        refusal={({ name, executions }) =>
          executions > 0 ? t("scheduledTasks.inUse", { name, count: executions }) : null
        }
        adding={<NewScheduledTaskPanel />}
        panel={(open) => <ScheduledTaskPanel open={open} />}
      />
    </Page>
  );
}
