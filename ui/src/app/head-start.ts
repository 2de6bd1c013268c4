import { lists, PAGE_SIZE } from "../api/lists";
import { send } from "../api/send";
import { keepStarted } from "../api/started";
import { storedToken } from "../api/token";
import { platform } from "../platform";
import { loadPage, pageAt, type PageName } from "./pages";

/**
 * Fetches the page that the address names and asks for what it shows first, while the frame and the
 * library it is drawn with are still on their way. Resolves when the page's code is there.
 */
export async function headStart(hash: string): Promise<void> {
  const { pathname, searchParams } = new URL(hash.slice(1) || "/", window.location.origin);
  const page = pageAt(pathname);
  const token = storedToken();
  if (platform.shell !== null || token !== null) {
    for (const path of firstQuestions(page, searchParams)) {
      const request = new Request(path, { headers: { accept: "application/json" } });
      keepStarted(request, send(request, token));
    }
  }
  await loadPage(page);
}

/** What the page shows, then what the frame shows. */
function firstQuestions(page: PageName, search: URLSearchParams): string[] {
  const frame = ["/api/v1/me", "/api/v1/status"];
  if (!(page in lists)) return frame;
  const list = lists[page as keyof typeof lists];
  const query = new URLSearchParams();
  for (const name of list.filters) {
    const value = search.get(name);
    if (value) query.set(name, value);
  }
  query.set("sort", search.get("sort") ?? list.sort);
  query.set("limit", String(PAGE_SIZE));
  return [`${list.path}?${query.toString()}`, ...frame];
}
