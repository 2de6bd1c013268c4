import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { toProblem, UNREACHABLE } from "../../api/problem";
import { platform } from "../../platform";
import { isMissingCode } from "../../lib/missing-code";
import css from "./States.module.css";
import { StateSign } from "../values/StateChip";

type Props = { error: unknown; onRetry?: (() => void) | undefined };

/** In place of content that could not be had: what happened, the code to report, and a way on. */
export function ErrorPanel({ error, onRetry }: Props) {
  const { t } = useTranslation();
  const problem = toProblem(error);
  // A page asks once for its code: only another start of it asks again.
  const missing = isMissingCode(error);
  const again = missing ? () => window.location.reload() : onRetry;
  const plain = missing
    ? t("errors.missingCode")
    : problem.code === UNREACHABLE
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
        {again && (
          <Button type="primary" onClick={again}>
            {t(missing ? "errors.reload" : "common.retry")}
          </Button>
        )}
        <Button onClick={() => void platform.copyText(details)}>{t("common.copyDetails")}</Button>
      </div>
    </div>
  );
}
