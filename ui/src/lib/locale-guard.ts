// The first module of the app. Under `LANG=C.UTF-8` (containers, kiosks) some webviews report the
// language "C": every `Intl` call without a locale then throws, uPlot already while being imported.

/** True when `Intl` accepts the tag. */
function isUsableLocale(tag: string | undefined): boolean {
  if (!tag) return false;
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}

/** Replaces an unusable `navigator.language` by `fallback`; returns the language in effect. */
export function guardNavigatorLanguage(target: Navigator, fallback = "en"): string {
  if (isUsableLocale(target.language)) return target.language;
  Object.defineProperty(target, "language", { value: fallback, configurable: true });
  Object.defineProperty(target, "languages", { value: [fallback], configurable: true });
  return fallback;
}

guardNavigatorLanguage(navigator);
