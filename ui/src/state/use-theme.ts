import { useLayoutEffect, useSyncExternalStore } from "react";

import { cssVariables, type Mode } from "../theme/tokens";
import { usePreferences } from "./preferences";

const darkQuery = window.matchMedia("(prefers-color-scheme: dark)");

function subscribe(onChange: () => void): () => void {
  darkQuery.addEventListener("change", onChange);
  return () => darkQuery.removeEventListener("change", onChange);
}

/** Light or dark, as chosen or as the system says. */
export function useMode(): Mode {
  const choice = usePreferences((all) => all.theme);
  const systemDark = useSyncExternalStore(subscribe, () => darkQuery.matches);
  if (choice !== "system") return choice;
  return systemDark ? "dark" : "light";
}

/** Puts the tokens on the document as CSS variables. */
export function useDocumentTheme(mode: Mode): void {
  const density = usePreferences((all) => all.density);
  // Before anything is painted: afterwards the whole page would be styled a second time.
  useLayoutEffect(() => {
    const root = document.documentElement;
    root.dataset["theme"] = mode;
    root.dataset["density"] = density;
    root.style.colorScheme = mode;
    for (const [name, value] of Object.entries(cssVariables(mode, density))) {
      root.style.setProperty(name, value);
    }
  }, [mode, density]);
}
