import { useTranslation } from "react-i18next";

import type { DeviceExecution } from "../../api/types";
import { WriteButton } from "../actions/WriteButton";
import { isRunning, useExecutionActions } from "./use-execution";

type Props = { execution: DeviceExecution; size?: "small" };

/** Executes now, or stops while it runs. */
export function ExecuteButton({ execution, size }: Props) {
  const { t } = useTranslation();
  const { execute, stop, pending } = useExecutionActions();
  const sized = size ? { size } : {};
  if (isRunning(execution)) {
    return (
      <WriteButton {...sized} danger onClick={() => stop(execution)}>
        {t("deviceExecutions.stop")}
      </WriteButton>
    );
  }
  return (
    <WriteButton
      {...sized}
      loading={pending}
      disabled={execution.devices === 0}
      onClick={() => execute(execution)}
    >
      {t("deviceExecutions.execute")}
    </WriteButton>
  );
}
