import { create } from "zustand";

type PaletteState = {
  open: boolean;
  /** What is in the box when it opens. */
  initial: string;
  show: (initial: string) => void;
  hide: () => void;
};

export const usePalette = create<PaletteState>()((set) => ({
  open: false,
  initial: "",
  show: (initial) => set({ open: true, initial }),
  hide: () => set({ open: false }),
}));

type OverviewState = { open: boolean; set: (open: boolean) => void };

/** The list of shortcuts. */
export const useShortcutOverview = create<OverviewState>()((set) => ({
  open: false,
  set: (open) => set({ open }),
}));
