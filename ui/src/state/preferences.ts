import { create } from "zustand";
import { persist } from "zustand/middleware";

import type { AlarmLevel, LwVersion } from "../api/types";
import type { Zone } from "../lib/time";
import type { Density } from "../theme/tokens";
import { PREFERENCES_KEY, preferredLanguage } from "./language/stored-language";

// Choices of this person on this computer. What belongs to a view (filter, sort, tab) is in the URL.

export type Language = "en" | "zh-CN";
export type ThemeChoice = "light" | "dark" | "system";

/** How large the window can be drawn, in percent; 80 to 200 loses nothing. */
export const ZOOMS = [80, 90, 100, 110, 125, 150, 175, 200] as const;

/** How one grid shows its columns; ids that no longer exist are ignored. */
export type ColumnChoice = { order: string[]; hidden: string[]; widths: Record<string, number> };

/** A list as somebody wants to see it again. */
export type SavedView = {
  name: string;
  filters: Record<string, string>;
  sort: string;
  columns: ColumnChoice | null;
};

type Preferences = {
  language: Language;
  theme: ThemeChoice;
  density: Density;
  zone: Zone;
  singleLetters: boolean;
  /** How large the window is drawn: one of `ZOOMS`. */
  zoom: number;
  /** Alarms from this level on are shown by the system while the window is in the background. */
  alarmNotices: AlarmLevel | "off";
  /** Alarms from this level on are heard. */
  alarmSound: AlarmLevel | "off";
  navCollapsed: boolean;
  panelWidth: number;
  columns: Record<string, ColumnChoice>;
  /** Wanted range of values, by thing model and field. */
  limits: Record<string, Record<string, { min: number | null; max: number | null }>>;
  /** Saved views of each grid. */
  views: Record<string, SavedView[]>;
  /** What the last profile was made with, offered for the next one. */
  lastStandard: string | null;
  lastVersion: LwVersion | null;
  /** The thing model whose realtime table was open last. */
  lastModel: string | null;
  /** What the last device was made with, offered for the next one. */
  lastTemplate: string | null;
  /** First-run card dismissed. */
  welcomeDismissed: boolean;
  set: (change: Partial<Omit<Preferences, "set">>) => void;
};

export const usePreferences = create<Preferences>()(
  persist(
    (set) => ({
      language: preferredLanguage(),
      theme: "system",
      density: "compact",
      zone: "local",
      singleLetters: true,
      zoom: 100,
      alarmNotices: "mid",
      alarmSound: "off",
      navCollapsed: false,
      panelWidth: 620,
      columns: {},
      views: {},
      limits: {},
      lastStandard: null,
      lastVersion: null,
      lastModel: null,
      lastTemplate: null,
      welcomeDismissed: false,
      set: (change) => set(change),
    }),
    { name: PREFERENCES_KEY, version: 1 },
  ),
);
