import { useLayoutEffect } from "react";

import { toastBlocked } from "../../components/messages/toast";
import { isComposing } from "../../lib/ime";
import { isTypingTarget } from "../../lib/text";
import { platform } from "../../platform";
import { useCommands, type Command } from "../../state/commands/commands";
import { usePreferences } from "../../state/preferences";

const SEQUENCE_MS = 1200;

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

/** True when the keys would also type a letter. */
const isPlain = (keys: string) => keys.length === 1;

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

function find(keys: string): Command | undefined {
  for (const command of useCommands.getState().commands.values()) {
    if (command.keys?.split("|").includes(keys)) return command;
  }
  return undefined;
}

/** A dialog on top owns the keyboard; one that was closed may still be there, unseen. */
const dialogOpen = () =>
  [...document.querySelectorAll('[role="dialog"][aria-modal="true"]')].some(
    (dialog) => dialog.getClientRects().length > 0,
  );

/** Runs registered commands by key; mounted once. */
export function useShortcuts(): void {
  useLayoutEffect(() => {
    const mac = platform.system === "macos";
    let lead: { key: string; at: number } | null = null;
    function onKey(event: KeyboardEvent): void {
      if (isComposing(event) || event.defaultPrevented) return;
      const text = keyText(event, mac);
      const typing = isTypingTarget(event.target) || !usePreferences.getState().singleLetters;
      if (isPlain(text) && typing) return;
      // When it was pressed, not when a busy page came to hear of it.
      const at = event.timeStamp;
      const sequence = lead && at - lead.at < SEQUENCE_MS ? `${lead.key} ${text}` : text;
      lead = text === "g" ? { key: "g", at } : null;
      const command = find(sequence) ?? (sequence === text ? undefined : find(text));
      if (!command) return;
      if (dialogOpen() && !command.everywhere) return;
      event.preventDefault();
      if (command.disabledReason) toastBlocked(command.disabledReason);
      else command.run();
    }
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
