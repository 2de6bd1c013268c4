import type { Language } from "../preferences";

/** Where the preferences are kept. */
export const PREFERENCES_KEY = "thinklink.preferences";

export function preferredLanguage(): Language {
  return navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

/** The chosen language, before the preferences are read. */
export function storedLanguage(): Language {
  try {
    const kept = JSON.parse(localStorage.getItem(PREFERENCES_KEY) ?? "{}") as {
      state?: { language?: unknown };
    };
    const language = kept.state?.language;
    return language === "en" || language === "zh-CN" ? language : preferredLanguage();
  } catch {
    return preferredLanguage();
  }
}
