import { useEffectEvent, useLayoutEffect } from "react";
import { useTranslation } from "react-i18next";
import { create } from "zustand";

import { useWriteBlock } from "../live/connection";

// What can be done here and now: the shell and the open page register, the palette and the
// keyboard run. A command is registered while the component that offers it is mounted.

export type Command = {
  id: string;
  title: string;
  /** `Ctrl+K`, `n`, `g d`; `Ctrl` means ⌘ on macOS. */
  keys?: string | undefined;
  /** Further words the palette finds it by. */
  aliases?: string | undefined;
  kind: "page" | "action";
  /** Hidden from the palette: only the key. */
  quiet?: boolean | undefined;
  disabledReason?: string | undefined;
  /** Its key works over an open dialog, too. */
  everywhere?: boolean | undefined;
  run: () => void;
};

type Registry = {
  commands: ReadonlyMap<string, Command>;
  add: (command: Command) => void;
  remove: (id: string) => void;
};

export const useCommands = create<Registry>()((set) => ({
  commands: new Map(),
  add: (command) =>
    set(({ commands }) => ({ commands: new Map(commands).set(command.id, command) })),
  remove: (id) =>
    set(({ commands }) => {
      const next = new Map(commands);
      next.delete(id);
      return { commands: next };
    }),
}));

type Offered = Omit<Command, "kind"> & {
  kind?: Command["kind"];
  /** Changes something: off while nothing can be changed. */
  writes?: boolean;
};

/** Offers a command while the calling component is mounted. */
export function useCommand(command: Offered): void {
  const { id, title, keys, aliases, quiet, everywhere } = command;
  const { kind = "action" } = command;
  const { t } = useTranslation();
  const block = useWriteBlock();
  const blocked = command.writes === true && block !== null;
  const disabledReason = blocked ? t(block) : command.disabledReason;
  const run = useEffectEvent(() => command.run());
  // Before it is drawn: the key works as soon as what it does can be seen.
  useLayoutEffect(() => {
    const { add, remove } = useCommands.getState();
    add({ id, title, keys, aliases, quiet, disabledReason, everywhere, kind, run: () => run() });
    return () => remove(id);
  }, [id, title, keys, aliases, quiet, disabledReason, everywhere, kind]);
}
