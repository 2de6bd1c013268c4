import { useTranslation } from "react-i18next";

import { useRestorePoints } from "../../api/restore";
import type { RestorePoint } from "../../api/types";
import { Clock } from "../values/TimeText";
import css from "./Tasks.module.css";
import { UndoPoint } from "./UndoButton";

/** As many as one looks through. */
const MOST = 20;

/** What was deleted without a task, such as a location, and can be brought back; the newest first. */
export function useSingleDeletions(): readonly RestorePoint[] {
  const isSingle = ({ task, operation, undone_at }: RestorePoint) =>
    task === null && operation === "delete" && undone_at === null;
  return (useRestorePoints().data ?? []).filter(isSingle).slice(0, MOST);
}

type Props = { point: RestorePoint };

/** One of them, with its way back. */
export function DeletionCard({ point }: Props) {
  const { t } = useTranslation();
  return (
    <article className={css["card"]} data-testid="deletion" aria-label={point.name}>
      <div className={css["head"]}>
        <h3 title={point.name}>{point.name}</h3>
        <UndoPoint point={point} />
      </div>
      <div className={css["meta"]}>
        <span>
          {t("tasks.deletedAt")} <Clock at={point.created_at} />
        </span>
        {point.who !== "" && <span>{t("tasks.deletedBy", { who: point.who })}</span>}
      </div>
    </article>
  );
}
