import { useTranslation } from "react-i18next";

import type { AlarmLevel } from "../../api/types";
import { classes } from "../../lib/text";
import css from "./LevelChip.module.css";

type Props = { level: AlarmLevel };

/** How bad an alarm is, as shape and word. */
export function LevelChip({ level }: Props) {
  const { t } = useTranslation();
  return (
    <span className={classes(css["chip"], css[level])}>
      <LevelSign level={level} />
      <span>{t(`alarms.levels.${level}`)}</span>
    </span>
  );
}

/** Only the shape; the word has to be beside it. */
export function LevelSign({ level }: Props) {
  return (
    <svg className={classes(css["sign"], css[level])} viewBox="0 0 12 12" aria-hidden>
      {level === "low" && <path d="M1.500 2.500h9L6 10.200Z" />}
      {level === "mid" && <path d="M6 1.200 11.200 10.400H.8Z" className={css["fill"]} />}
      {level === "high" && <path d="M6 .6 11.400 6 6 11.400.6 6Z" className={css["fill"]} />}
      {level === "urgent" && <path d="M1 1h10v10H1z" className={css["fill"]} />}
    </svg>
  );
}
