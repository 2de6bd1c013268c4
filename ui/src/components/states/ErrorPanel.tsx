import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { platform } from "../../platform";
import { isMissingCode } from "../../lib/missing-code";
import { toProblem } from "../../api/problem";
import { problemWords } from "./problem-words";
import css from "./States.module.css";
import { useReloadWhenBack } from "./use-reload-when-back";
import { StateSign } from "../values/StateChip";

type Props = { error: unknown; onRetry?: (() => void) | undefined };

/** In place of content that could not be had: what happened, the code to report, and a way on. */
export function ErrorPanel({ error, onRetry }: Props) {
  const { t } = useTranslation();
  const problem = toProblem(error);
  // It was asked for twice already: only another start of the page asks again.
  const missing = isMissingCode(error);
  useReloadWhenBack(missing);
  const again = missing ? () => window.location.reload() : onRetry;
  const words = problemWords(t, problem);
  const plain = missing ? t("errors.missingCode") : words.title;
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
      {words.detail && words.detail !== plain && <p>{words.detail}</p>}
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
