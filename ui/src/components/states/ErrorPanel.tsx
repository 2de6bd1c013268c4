import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { toProblem, UNREACHABLE } from "../../api/problem";
import { platform } from "../../platform";
import css from "./States.module.css";
import { StateSign } from "../values/StateChip";

type Props = { error: unknown; onRetry?: (() => void) | undefined };

/** In place of content that could not be had: what happened, the code to report, and a way on. */
export function ErrorPanel({ error, onRetry }: Props) {
  const { t } = useTranslation();
  const problem = toProblem(error);
  const plain =
    problem.code === UNREACHABLE
      ? t("errors.unreachable")
      : problem.status === 403
        ? t("errors.forbidden")
        : problem.title || t("errors.failed");
  const details = [
    `code: ${problem.code}`,
    problem.status > 0 && `status: ${problem.status}`,
    problem.requestId && `request: ${problem.requestId}`,
    problem.detail,
  ]
    .filter(Boolean)
    .join("\n");
  return (
    <div className={css["error"]} role="alert">
      <h3>
        <StateSign sign="error" /> {plain}
      </h3>
      {problem.detail && problem.detail !== plain && <p>{problem.detail}</p>}
      <p className={css["code"]}>
        {problem.code}
        {problem.requestId && ` · ${problem.requestId}`}
      </p>
      <div className={css["actions"]}>
        {onRetry && (
          <Button type="primary" onClick={onRetry}>
            {t("common.retry")}
          </Button>
        )}
        <Button onClick={() => void platform.copyText(details)}>{t("common.copyDetails")}</Button>
      </div>
    </div>
  );
}
