import { firstLists, PAGE_SIZE, queryAt } from "../api/first-lists";
import { send } from "../api/send";
import { keepStarted } from "../api/started";
import { storedToken } from "../api/token";
import { platform } from "../platform";
import { loadPage, pageAt, type PageName } from "./pages";
import { storedLanguage } from "../state/language/stored-language";
import { texts } from "../state/language/texts";

/** Where the app was opened. */
export type FirstView = { page: PageName; search: URLSearchParams };

export function firstView(hash: string): FirstView {
  // Not by `URL`: `#//` is an address of ours like any other, and none with a host of its own.
  const [path = "", search = ""] = hash.slice(1).split("?");
  return { page: pageAt(path), search: new URLSearchParams(search) };
}

/** The list that a page shows first. */
export function listOf(page: PageName) {
  return page in firstLists ? firstLists[page as keyof typeof firstLists] : null;
}

/**
 * Fetches the first page and the texts, and asks for what the page shows first, while the frame and
 * the library it is drawn with are still on their way. Resolves when the page's code is there.
 */
export async function headStart({ page, search }: FirstView): Promise<void> {
  const token = storedToken();
  if (platform.shell !== null || token !== null) {
    const list = listOf(page);
    if (list) {
      const query = { ...queryAt(list, search), limit: String(PAGE_SIZE) };
      ask(`${list.path}?${new URLSearchParams(query).toString()}`, token);
    }
    ask("/api/v1/me", token);
    ask("/api/v1/status", token);
  }
  // Whoever draws them asks once more, and says so when they do not come.
  texts[storedLanguage()]().catch(() => undefined);
  await loadPage(page);
}

function ask(path: string, token: string | null): void {
  const request = new Request(path, { headers: { accept: "application/json" } });
  keepStarted(request, send(request, token));
}
