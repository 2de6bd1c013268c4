import { create } from "zustand";

import type { RestorePoint } from "../../api/types";

type UndoState = {
  point: RestorePoint | null;
  ask: (point: RestorePoint) => void;
  close: () => void;
};

/** Which operation a person wants to undo from outside the Task Centre. */
export const useUndoDialog = create<UndoState>()((set) => ({
  point: null,
  ask: (point) => set({ point }),
  close: () => set({ point: null }),
}));
