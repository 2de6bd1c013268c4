import i18next from "i18next";
import { initReactI18next } from "react-i18next";

import type en from "../../locales/en.json";
import { usePreferences, type Language } from "../preferences";
import { countFormatter } from "./count-formatter";
import { texts } from "./texts";

declare module "i18next" {
  // The English file is the list of keys; a missing or misspelt key does not compile.
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof en };
    returnNull: false;
  }
}

/** Fetches the texts of a language, once. */
export async function loadLanguage(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, "translation")) return;
  i18next.addResourceBundle(language, "translation", await texts[language]());
}

async function apply(language: Language): Promise<void> {
  await loadLanguage(language);
  // Whoever changes their mind meanwhile gets what they chose last.
  if (usePreferences.getState().language !== language) return;
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}

const first = usePreferences.getState().language;
document.documentElement.lang = first;
void i18next
  .use(initReactI18next)
  .use(countFormatter)
  .init({
    lng: first,
    // Every text is in both languages, so there is nothing to fall back to.
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false, alwaysFormat: true },
    returnNull: false,
  });

/** Resolves when the texts of the chosen language are there. */
export const languageReady: Promise<void> = loadLanguage(first);

usePreferences.subscribe((now, before) => {
  if (now.language !== before.language) void apply(now.language);
});

export { i18next };
