import { create } from "zustand";

import type { TaskKind } from "../api/types";

type TaskCentreState = {
  open: boolean;
  /** Only tasks of this kind; null for all. */
  kind: TaskKind | null;
  show: (kind?: TaskKind | null) => void;
  hide: () => void;
};

/** Whether the Task Centre is open, and what it shows. */
export const useTaskCentre = create<TaskCentreState>()((set) => ({
  open: false,
  kind: null,
  show: (kind = null) => set({ open: true, kind }),
  hide: () => set({ open: false }),
}));
