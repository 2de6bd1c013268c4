import { PlusOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";

import { taskPaths, useDeleteExecution, useUpdateExecution } from "../../api/tasks";
import type { DeviceExecution } from "../../api/types";
import { at } from "../../state/routes-at";
import { allowed } from "../../components/actions/allowed";
import { Page } from "../../components/page/Page";
import { RecordList } from "../../components/records/RecordList";
import { isRunning, useExecutionActions } from "../../components/tasks/use-execution";
import { WriteButton } from "../../components/actions/WriteButton";
import { executionColumns } from "./columns";
import { ExecutionPanel } from "./ExecutionPanel";
import { NewExecutionPanel } from "./NewExecutionPanel";

/** RPCs for groups of devices, by the clock or by hand. */
export function DeviceExecutionsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { id, tab } = useParams();
  const [search] = useSearchParams();
  const update = useUpdateExecution();
  const remove = useDeleteExecution();
  const { execute, stop } = useExecutionActions();
  const run = (row: DeviceExecution) => (isRunning(row) ? stop(row) : execute(row));
  return (
    <Page
      title={t("nav.deviceExecutions")}
      group={t("nav.configuration")}
      actions={
        <WriteButton
          type="primary"
          icon={<PlusOutlined />}
          onClick={() => void navigate(`${at.deviceExecutions}/new`)}
        >
          {t("deviceExecutions.add")}
        </WriteButton>
      }
    >
      <RecordList<DeviceExecution>
        words="deviceExecutions"
        resource="device-executions"
        path={taskPaths.deviceExecutions}
        page={at.deviceExecutions}
        label={t("nav.deviceExecutions")}
        id={id}
        tab={tab}
        columns={executionColumns}
        second={{ key: "runs", label: t("deviceExecutions.runs") }}
        update={update}
        remove={remove}
        deletion={(row) =>
          t(isRunning(row) ? "deviceExecutions.deleteRunning" : "deviceExecutions.deleteText")
        }
        menu={(row) => [
          {
            key: "run",
            label: t(isRunning(row) ? "deviceExecutions.stop" : "deviceExecutions.execute"),
            writes: true,
            onSelect: () => run(row),
          },
        ]}
        onAction={(row, action) => {
          if (action === "run" && allowed()) run(row);
        }}
        adding={<NewExecutionPanel key={search.toString()} search={search} />}
        panel={(open) => <ExecutionPanel open={open} />}
      />
    </Page>
  );
}
