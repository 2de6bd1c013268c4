import { DownloadOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Progress } from "antd";
import { useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";

import { cancelImport, importSummary } from "../../api/imports";
import type { ImportPlan } from "../../api/types";
import { toastFailed } from "../../components/toast";
import css from "./Imports.module.css";
import { RowsTable } from "./RowsTable";
import { useDownload } from "./use-download";

/** How often the progress is asked for while rows are being imported. */
const ASK_MS = 400;

type Props = {
  plan: ImportPlan;
  onPlan: (plan: ImportPlan) => void;
  onAgain: () => void;
  onClose: () => void;
};

/** How far it is, and what became of the rows. */
export function ResultStep({ plan, onPlan, onAgain, onClose }: Props) {
  const { t } = useTranslation();
  const { result } = useDownload();
  const applying = plan.state === "applying";
  const summary = useQuery({
    queryKey: ["import-summary", plan.id],
    queryFn: () => importSummary(plan.id),
    enabled: applying,
    refetchInterval: ASK_MS,
  }).data;
  const tell = useEffectEvent((next: ImportPlan) => onPlan(next));
  useEffect(() => {
    if (summary) tell(summary);
  }, [summary]);
  const percent = plan.total === 0 ? 100 : Math.floor((plan.done * 100) / plan.total);
  return (
    <div className={css["columns"]}>
      <h3>{t(`imports.state_${plan.state === "checked" ? "applying" : plan.state}`)}</h3>
      <Progress
        percent={percent}
        status={applying ? "active" : plan.state === "stopped" ? "exception" : "success"}
        format={() => t("imports.progress", { done: plan.done, total: plan.total })}
      />
      {applying ? (
        <div className={css["foot"]}>
          <Button
            danger
            onClick={() =>
              void cancelImport(plan.id).catch((error: unknown) =>
                toastFailed(t("errors.failed"), error),
              )
            }
          >
            {t("imports.stop")}
          </Button>
          <span className="hint">{t("imports.stopHint")}</span>
        </div>
      ) : (
        <>
          <RowsTable plan={plan} show="failed" revision={plan.done} />
          <div className={css["foot"]}>
            <Button icon={<DownloadOutlined />} onClick={() => result(plan.id, false)}>
              {t("imports.result")}
            </Button>
            <span className={css["grow"]} />
            <Button onClick={onAgain}>{t("imports.another")}</Button>
            <Button type="primary" autoFocus onClick={onClose}>
              {t("imports.openList")}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}
