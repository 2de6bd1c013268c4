import type { Language } from "../preferences";
import type { Mode } from "../../theme/tokens";

/** Where the preferences are kept. */
export const PREFERENCES_KEY = "thinklink.preferences";

export function preferredLanguage(): Language {
  return navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

/** What is kept of the preferences, before they are read. */
function stored(): { language?: unknown; theme?: unknown } {
  try {
    const kept = JSON.parse(localStorage.getItem(PREFERENCES_KEY) ?? "{}") as {
      state?: { language?: unknown; theme?: unknown };
    };
    return kept.state ?? {};
  } catch {
    return {};
  }
}

/** The chosen language, before the preferences are read. */
export function storedLanguage(): Language {
  const { language } = stored();
  return language === "en" || language === "zh-CN" ? language : preferredLanguage();
}

/** Light or dark, as chosen or as the system says, before the preferences are read. */
export function storedMode(): Mode {
  const { theme } = stored();
  if (theme === "light" || theme === "dark") return theme;
  return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}
