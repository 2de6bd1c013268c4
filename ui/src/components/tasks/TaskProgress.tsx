import { useTranslation } from "react-i18next";

import type { Task } from "../../api/types";
import { useNow } from "../../state/now";
import { count, duration } from "../../lib/units";
import { durationWords } from "../values/duration-words";
import { useSaid } from "../values/said";
import { StateChip, StateSign } from "../values/StateChip";
import css from "./Tasks.module.css";
import { isOver, secondsLeft, taskSign, taskStateText, taskTitle } from "./words";

type Props = { task: Task };

/** How far a task is: a bar, the count, what went well and what did not, and how long it takes. */
export function TaskProgress({ task }: Props) {
  const { t, i18n } = useTranslation();
  const said = useSaid();
  const left = secondsLeft(task, useNow());
  const number = (value: number) => count(value, i18n.language);
  const part = task.total === 0 ? 1 : task.current / task.total;
  const words = durationWords(t);
  return (
    <div className={css["progress"]}>
      <div
        className={css["bar"]}
        role="progressbar"
        aria-label={taskTitle(task, t)}
        aria-valuemin={0}
        aria-valuemax={task.total}
        aria-valuenow={task.current}
        aria-valuetext={`${task.current} / ${task.total}`}
      >
        <span style={{ inlineSize: `${part * 100}%` }} data-state={task.state} />
      </div>
      <div className={css["counts"]}>
        <b className="tabular">
          {number(task.current)} / {number(task.total)}
        </b>
        <span className={css["count"]} title={t("tasks.ok")}>
          <StateSign sign="ok" />
          <span className="offscreen">{t("tasks.ok")}</span> {number(task.ok)}
        </span>
        <span className={css["count"]} title={t("tasks.failed")}>
          <StateSign sign={task.failed > 0 ? "error" : "disabled"} />
          <span className="offscreen">{t("tasks.failed")}</span> {number(task.failed)}
        </span>
        <span className={css["grow"]} />
        {left !== null && !isOver(task) ? (
          <span className="hint">{t("tasks.left", { time: duration(left, words) })}</span>
        ) : (
          <StateChip sign={taskSign[task.state]} label={taskStateText(task, t)} />
        )}
      </div>
      {task.reason !== null && (
        <p className={css["reason"]}>{said(task.reason_said, task.reason)}</p>
      )}
    </div>
  );
}
