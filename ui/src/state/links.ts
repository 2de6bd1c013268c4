import { useStatus } from "../api/queries";
import { platform } from "../platform";

/**
 * The address of a page for others. In a browser it is beside the page's own; the window's address
 * means nothing elsewhere, so there it is that of the HTTP listener, `http`, and none without one.
 */
export function linkTo(path: string, http: string | null): string | null {
  if (platform.kind === "browser") return new URL(`#${path}`, window.location.href).href;
  if (http === null) return null;
  // A listener on all addresses names none; the reader of the link may be on this computer.
  const host = http.replace(/^(0\.0\.0\.0|\[::\])(?=:)/, "localhost");
  return `http://${host}/#${path}`;
}

/** The same, when the instance is asked for its listener. */
export function useLinkTo(): (path: string) => string | null {
  const http = useStatus().data?.listeners.http ?? null;
  return (path) => linkTo(path, http);
}
