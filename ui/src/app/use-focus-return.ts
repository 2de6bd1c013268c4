import { useEffect } from "react";

/** What opens over a page or beside a list, and takes the focus with it when it closes. */
const LAYERS = '[role="dialog"], [role="menu"], [role="region"]';

const layerOf = (element: Element) => element.closest(LAYERS) ?? document.body;

/**
 * Brings the focus back to where it was before a dialog, a menu or a panel took it, when that closes.
 * The library does so only for what it hides first; here they are taken away at once. Mounted once.
 */
export function useFocusReturn(): void {
  useEffect(() => {
    // Where the focus was last in each layer, the lowest first.
    let trail: { layer: Element; element: HTMLElement }[] = [];
    function onFocus({ target }: FocusEvent): void {
      if (!(target instanceof HTMLElement)) return;
      const layer = layerOf(target);
      const at = trail.findIndex((one) => one.layer === layer);
      trail = [...(at < 0 ? trail : trail.slice(0, at)), { layer, element: target }];
    }
    const observer = new MutationObserver(() => {
      if (trail.at(-1)?.layer.isConnected !== false) return;
      // What is gone or unseen takes no focus, such as the entry of a menu that is closed.
      while (trail.length > 0 && document.activeElement === document.body) {
        trail.pop()?.element.focus({ preventScroll: true });
      }
    });
    document.addEventListener("focusin", onFocus);
    observer.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener("focusin", onFocus);
      observer.disconnect();
    };
  }, []);
}
