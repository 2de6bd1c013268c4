import { browserPlatform } from "./browser";
import { desktopPlatform } from "./desktop";
import type { Platform } from "./types";

export type { Permission, Platform } from "./types";

const inShell = "__TAURI_INTERNALS__" in window;

/** The capabilities of where this page runs. */
export const platform: Platform = inShell ? desktopPlatform : browserPlatform;

/** Moving parts cost most where the webview draws in software. */
export const wantsMotion =
  platform.system !== "linux" &&
  !(window.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? false);
