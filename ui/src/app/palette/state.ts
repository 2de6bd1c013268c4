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
