import { Channel, invoke } from "@tauri-apps/api/core";

import { browserPlatform } from "./browser";
import type { OpenedFile, Platform, ShellRequest, ShellResponse } from "./types";

/** The capabilities of the desktop window. */
export const desktopPlatform: Platform = {
  ...browserPlatform,
  kind: "desktop",
  carriesFiles: false,
  async saveText(name, text) {
    await invoke<boolean>("save_file", { name, text });
  },
  openText: (extensions) => invoke<OpenedFile | null>("open_file", { extensions }),
  openExternal: (url) => invoke<void>("open_external", { url }),
  shell: {
    http: (request: ShellRequest) => invoke<ShellResponse>("http", { request }),
    async events(query, onBatch) {
      const channel = new Channel<unknown[]>();
      channel.onmessage = onBatch;
      const id = await invoke<number>("events", { query, channel });
      return () => {
        // The shell forgets the subscription; a window that is closing may be gone already.
        invoke("events_stop", { id }).catch(() => undefined);
      };
    },
  },
};
