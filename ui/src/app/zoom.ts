// How large the page is drawn in the window; a browser does that itself.

import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { platform } from "../platform";
import { useCommand } from "../state/commands/commands";
import { usePreferences, ZOOMS } from "../state/preferences";

const USUAL = 100;

/** The next larger or smaller size, or the same at the end. */
export function stepped(zoom: number, way: 1 | -1): number {
  const sizes = way === 1 ? ZOOMS : ZOOMS.toReversed();
  return sizes.find((size) => (size - zoom) * way > 0) ?? zoom;
}

/** Draws the window as large as was chosen, and lets it be chosen by key. */
export function Zoom() {
  const { t } = useTranslation();
  const zoom = usePreferences((all) => all.zoom);
  const set = usePreferences((all) => all.set);
  useEffect(() => {
    void platform.setZoom?.(zoom / 100);
  }, [zoom]);
  useCommand({
    id: "zoom-in",
    title: t("commands.zoomIn"),
    keys: "Ctrl+=|Ctrl++",
    everywhere: true,
    run: () => set({ zoom: stepped(zoom, 1) }),
  });
  useCommand({
    id: "zoom-out",
    title: t("commands.zoomOut"),
    keys: "Ctrl+-",
    everywhere: true,
    run: () => set({ zoom: stepped(zoom, -1) }),
  });
  useCommand({
    id: "zoom-reset",
    title: t("commands.zoomReset"),
    keys: "Ctrl+0",
    everywhere: true,
    run: () => set({ zoom: USUAL }),
  });
  return null;
}
