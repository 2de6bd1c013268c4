// Everything the pages need from outside the page, as one set of capabilities. The desktop window
// and a browser differ here and nowhere else.

export type ShellRequest = {
  method: string;
  path: string;
  headers: [string, string][];
  body: string | null;
};

export type ShellResponse = { status: number; headers: [string, string][]; body: string };

/** The desktop shell's road to the instance; absent in a browser. */
export type Shell = {
  http: (request: ShellRequest) => Promise<ShellResponse>;
  /** Subscribes to live events; the query is that of `/api/v1/events`. Returns how to stop. */
  events: (query: string, onBatch: (events: unknown[]) => void) => Promise<() => void>;
};

export type OpenedFile = { name: string; text: string };

export type Platform = {
  kind: "desktop" | "browser";
  system: "linux" | "macos" | "windows" | "other";
  shell: Shell | null;
  copyText: (text: string) => Promise<void>;
  /** Hands a file to the user: a save dialog in the desktop, a download in a browser. */
  saveText: (name: string, text: string, mediaType: string) => Promise<void>;
  /** Asks for a text file; null when the user cancels. */
  openText: (extensions: string[]) => Promise<OpenedFile | null>;
  /** Whether files can travel as bytes; the window's road to the instance carries text only. */
  carriesFiles: boolean;
  /** Hands a file to the user. */
  saveFile: (name: string, content: Blob) => Promise<void>;
  /** Asks for a file; null when the user cancels. */
  openFile: (extensions: string[]) => Promise<File | null>;
  notify: (title: string, body: string) => Promise<void>;
  setWindowTitle: (title: string) => Promise<void>;
  /** Opens an address outside of the app. */
  openExternal: (url: string) => Promise<void>;
};
