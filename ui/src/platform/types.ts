// Everything the pages need from outside the page, as one set of capabilities. The desktop window
// and a browser differ here and nowhere else.

export type ShellRequest = {
  method: string;
  path: string;
  headers: [string, string][];
  body: Uint8Array;
};

export type ShellResponse = { status: number; headers: [string, string][]; body: Uint8Array };

/** The desktop shell's road to the instance; absent in a browser. */
export type Shell = {
  http: (request: ShellRequest) => Promise<ShellResponse>;
  /**
   * The same into a file that the user chooses, without passing through the page: its size has no
   * limit. The answer is `true`, `false` when the user cancels, or what the instance refused.
   */
  download: (name: string, request: ShellRequest) => Promise<ShellResponse>;
  /** Subscribes to live events; the query is that of `/api/v1/events`. Returns how to stop. */
  events: (query: string, onBatch: (events: unknown[]) => void) => Promise<() => void>;
};

/** `none`: there are no notifications here; `insecure`: only over HTTPS or on this computer. */
export type Permission = "granted" | "denied" | "ask" | "insecure" | "none";

export type Platform = {
  kind: "desktop" | "browser";
  system: "linux" | "macos" | "windows" | "other";
  shell: Shell | null;
  copyText: (text: string) => Promise<void>;
  /**
   * Hands a file to the user: a save dialog in the desktop, a download in a browser. False when
   * the user cancels.
   */
  saveFile: (name: string, content: Blob) => Promise<boolean>;
  /** The same for a text. */
  saveText: (name: string, text: string, mediaType: string) => Promise<boolean>;
  /** Asks for a file; null when the user cancels. */
  openFile: (extensions: string[]) => Promise<File | null>;
  /** Whether the system shows notifications of this page. */
  noticePermission: () => Permission;
  /** Asks the person once; the answer is the state from then on. */
  askForNotices: () => Promise<Permission>;
  /**
   * A notification of the system, if it may show one; `onOpen` when it is clicked. Of several pages
   * that show the same `key`, one is seen.
   */
  notify: (title: string, body: string, key: string, onOpen: () => void) => Promise<void>;
  /** A short sound, if there is one. */
  chime: () => void;
  setWindowTitle: (title: string) => Promise<void>;
  /** Draws the page larger or smaller; null where the browser has keys of its own for it. */
  setZoom: ((factor: number) => Promise<void>) | null;
  /** Opens an address outside of the app. */
  openExternal: (url: string) => Promise<void>;
};
