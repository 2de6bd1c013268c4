import { UndoDialog } from "./UndoDialog";
import { useUndoDialog } from "./undo-state";

/** The dialog of `useUndoDialog`; mounted once. */
export function UndoHost() {
  const { point, close } = useUndoDialog();
  return point && <UndoDialog point={point} onClose={close} />;
}
