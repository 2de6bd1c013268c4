import { Channel, invoke } from "@tauri-apps/api/core";

import { browserPlatform, textSaver } from "./browser";
import { fromFrame, toFrame } from "./frame";
import type { Platform, ShellRequest, ShellResponse } from "./types";

const saveFile: Platform["saveFile"] = async (name, content) =>
  invoke<boolean>("save_file", toFrame({ name }, new Uint8Array(await content.arrayBuffer())));

async function ask(
  command: string,
  { body, ...head }: ShellRequest & { name?: string },
): Promise<ShellResponse> {
  const answer = fromFrame<Omit<ShellResponse, "body">>(
    await invoke<ArrayBuffer>(command, toFrame(head, body)),
  );
  return { ...answer.head, body: answer.body };
}

/** The capabilities of the desktop window. */
export const desktopPlatform: Platform = {
  ...browserPlatform,
  kind: "desktop",
  saveFile,
  saveText: textSaver(saveFile),
  async openFile(extensions) {
    const opened = await invoke<ArrayBuffer>("open_file", { extensions });
    const { head, body } = fromFrame<{ name: string } | null>(opened);
    return head && new File([body], head.name);
  },
  setZoom: (value) => invoke<void>("plugin:webview|set_webview_zoom", { value }),
  openExternal: (url) => invoke<void>("open_external", { url }),
  shell: {
    http: (request) => ask("http", request),
    download: (name, request) => ask("download", { name, ...request }),
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
