import { useLayoutEffect } from "react";

import { toastBlocked } from "../../components/messages/toast";
import { isDialogOpen } from "../../lib/dialog-open";
import { isComposing } from "../../lib/ime";
import { isTypingTarget } from "../../lib/text";
import { platform } from "../../platform";
import { useCommands, type Command } from "../../state/commands/commands";
import { keyText } from "../../state/commands/keys";
import { usePreferences } from "../../state/preferences";

const SEQUENCE_MS = 1200;

/** True when the keys would also type a letter. */
const isPlain = (keys: string) => keys.length === 1;

/** The command of these keys: over a dialog only one whose key works there. */
function find(keys: string, overDialog: boolean): Command | undefined {
  for (const command of useCommands.getState().commands.values()) {
    if (overDialog && !command.everywhere) continue;
    if (command.keys?.split("|").includes(keys)) return command;
  }
  return undefined;
}

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
      const over = isDialogOpen();
      const command = find(sequence, over) ?? (sequence === text ? undefined : find(text, over));
      if (!command) return;
      event.preventDefault();
      if (command.disabledReason) toastBlocked(command.disabledReason);
      else command.run();
    }
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
