import { create } from "zustand";

type OverviewState = { open: boolean; set: (open: boolean) => void };

/** The list of shortcuts. */
export const useShortcutOverview = create<OverviewState>()((set) => ({
  open: false,
  set: (open) => set({ open }),
}));
