import type { Platform } from "./types";

export function systemOf(agent: string): Platform["system"] {
  if (/windows/i.test(agent)) return "windows";
  if (/mac os|macintosh/i.test(agent)) return "macos";
  if (/linux|x11/i.test(agent)) return "linux";
  return "other";
}

/** Pages served over plain HTTP have no clipboard API; the old way still works there. */
async function copyText(text: string): Promise<void> {
  if (window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.setAttribute("aria-hidden", "true");
  field.className = "offscreen";
  document.body.append(field);
  const focused = document.activeElement;
  field.select();
  document.execCommand("copy");
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
}

async function saveFile(name: string, content: Blob): Promise<boolean> {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
  return true;
}

/** What there is of a text to save with a way of saving files. */
export const textSaver =
  (save: Platform["saveFile"]): Platform["saveText"] =>
  (name, text, mediaType) =>
    save(name, new Blob([text], { type: mediaType }));

/** A hidden file input; the browser tells a cancelled choice too. */
function openFile(extensions: string[]): Promise<File | null> {
  return new Promise((resolve) => {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = extensions.map((extension) => `.${extension}`).join(",");
    input.addEventListener("cancel", () => resolve(null));
    input.addEventListener("change", () => resolve(input.files?.[0] ?? null));
    input.click();
  });
}

async function notify(title: string, body: string): Promise<void> {
  if (!("Notification" in window) || document.hasFocus()) return;
  if (Notification.permission === "granted") new Notification(title, { body });
}

export const browserPlatform: Platform = {
  kind: "browser",
  system: systemOf(navigator.userAgent),
  shell: null,
  copyText,
  saveFile,
  saveText: textSaver(saveFile),
  openFile,
  notify,
  async setWindowTitle(title) {
    document.title = title;
  },
  async openExternal(url) {
    window.open(url, "_blank", "noopener,noreferrer");
  },
};
