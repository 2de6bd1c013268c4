import { UndoOutlined } from "@ant-design/icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useRestorePoints } from "../../api/restore";
import type { RestorePoint, Task } from "../../api/types";
import { WriteButton } from "../actions/WriteButton";
import { UndoDialog } from "./UndoDialog";

type Props = { task: Task };

/** The way back from a task, as long as what it changed is kept. */
export function UndoButton({ task }: Props) {
  const points = useRestorePoints();
  const point = points.data?.find((one) => one.task === task.id);
  return point ? <UndoPoint point={point} /> : null;
}

type PointProps = { point: RestorePoint };

/** The way back from an operation. */
export function UndoPoint({ point }: PointProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <WriteButton size="small" icon={<UndoOutlined />} onClick={() => setOpen(true)}>
        {t(point.undone_at === null ? "undo.button" : "undo.again")}
      </WriteButton>
      {open && <UndoDialog point={point} onClose={() => setOpen(false)} />}
    </>
  );
}
