import { platform } from "../../platform";

type Keys = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/**
 * The event as our key text: `Ctrl+Shift+i`, `Alt+ArrowUp`, `n`, `?`. Which sign needs Shift depends
 * on the keyboard, so it counts for letters and named keys alone.
 */
export function keyText(event: Keys, mac: boolean): string {
  const main = mac ? event.metaKey : event.ctrlKey;
  const named = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isLetter = named.toLowerCase() !== named.toUpperCase();
  const shifted = event.shiftKey && (event.key.length > 1 || (isLetter && (main || event.altKey)));
  return [main && "Ctrl", event.altKey && "Alt", shifted && "Shift", named]
    .filter(Boolean)
    .join("+");
}

/** How keys are written on this computer. */
export function keyLabel(keys: string): string {
  const mac = platform.system === "macos";
  return keys
    .replace("Ctrl+", mac ? "⌘" : "Ctrl ")
    .replace("Alt+", mac ? "⌥" : "Alt ")
    .replace("Shift+", mac ? "⇧" : "Shift ")
    .replace(/Arrow(Up|Down)/, (_, way: string) => (way === "Up" ? "↑" : "↓"))
    .replace(/(^| |⌘|⌥|⇧)([a-z])$/, (_, before: string, key: string) =>
      before === "" || keys.startsWith("g ") ? before + key : before + key.toUpperCase(),
    );
}
