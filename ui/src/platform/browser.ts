import type { Permission, Platform } from "./types";

function systemOf(agent: string): Platform["system"] {
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

function noticePermission(): Permission {
  if (!("Notification" in window)) return "none";
  if (Notification.permission === "granted") return "granted";
  if (!window.isSecureContext) return "insecure";
  return Notification.permission === "denied" ? "denied" : "ask";
}

async function askForNotices(): Promise<Permission> {
  if (noticePermission() === "ask") await Notification.requestPermission();
  return noticePermission();
}

async function notify(title: string, body: string, key: string, onOpen: () => void): Promise<void> {
  if (noticePermission() !== "granted") return;
  const notification = new Notification(title, { body, tag: key });
  notification.addEventListener("click", () => {
    window.focus();
    notification.close();
    onOpen();
  });
}

const TONES = [880, 660];
const TONE_S = 0.18;
let audio: AudioContext | undefined;

/** Two falling tones; browsers keep still until the page was used once. */
function chime(): void {
  if (!("AudioContext" in window)) return;
  audio ??= new AudioContext();
  if (audio.state !== "running") {
    void audio.resume();
    return;
  }
  const volume = audio.createGain();
  volume.gain.value = 0.15;
  volume.connect(audio.destination);
  for (const [at, tone] of TONES.entries()) {
    const source = audio.createOscillator();
    source.frequency.value = tone;
    source.connect(volume);
    source.start(audio.currentTime + at * TONE_S);
    source.stop(audio.currentTime + (at + 1) * TONE_S);
  }
}

export const browserPlatform: Platform = {
  kind: "browser",
  system: systemOf(navigator.userAgent),
  shell: null,
  copyText,
  saveFile,
  saveText: textSaver(saveFile),
  openFile,
  noticePermission,
  askForNotices,
  notify,
  chime,
  setZoom: null,
  async setWindowTitle(title) {
    document.title = title;
  },
  async openExternal(url) {
    window.open(url, "_blank", "noopener,noreferrer");
  },
};
