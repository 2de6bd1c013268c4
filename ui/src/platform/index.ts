import { browserPlatform } from "./browser";
import { desktopPlatform } from "./desktop";
import { isSoftware } from "./drawing";
import type { Platform } from "./types";

export type { Permission, Platform } from "./types";

const inShell = "__TAURI_INTERNALS__" in window;

/** The capabilities of where this page runs. */
export const platform: Platform = inShell ? desktopPlatform : browserPlatform;

/** Whether a drawing costs the processor's time, and much of it however little has changed. */
export const drawsInSoftware = isSoftware(navigator.userAgent);

/** Moving parts cost most where the webview draws in software. */
export const wantsMotion =
  platform.system !== "linux" &&
  !(window.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? false);
