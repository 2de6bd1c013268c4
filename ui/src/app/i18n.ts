import i18next from "i18next";
import { initReactI18next } from "react-i18next";

import en from "../locales/en.json";
import zh from "../locales/zh-CN.json";
import { usePreferences, type Language } from "./preferences";

declare module "i18next" {
  // The English file is the list of keys; a missing or misspelt key does not compile.
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof en };
    returnNull: false;
  }
}

function apply(language: Language): void {
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}

void i18next.use(initReactI18next).init({
  lng: usePreferences.getState().language,
  fallbackLng: "en",
  resources: { en: { translation: en }, "zh-CN": { translation: zh } },
  interpolation: { escapeValue: false },
  returnNull: false,
});
document.documentElement.lang = usePreferences.getState().language;

usePreferences.subscribe((now, before) => {
  if (now.language !== before.language) apply(now.language);
});

export { i18next };
