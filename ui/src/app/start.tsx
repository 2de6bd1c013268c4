import { QueryClient } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { listOptions } from "../api/list";
import { queryAt } from "../api/first-lists";
import { toProblem } from "../api/problem";
import { meOptions, statusOptions } from "../api/queries";
import { needsSignIn, useSession } from "../api/session";
import { tidyDrafts } from "../components/drafts/store";
import { App } from "./App";
import { listOf, type FirstView } from "./head-start";
import { languageReady } from "../state/language/i18n";

/** How long the frame waits for the first page and its rows: drawn together they are drawn once. */
const PATIENCE_MS = 300;

/** Draws the app as soon as its texts and, in good time, the first page and its rows are there. */
export async function start(view: FirstView, page: Promise<void>): Promise<void> {
  tidyDrafts(Date.now());
  const client = createClient();
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  // A page that does not come says so in its own place.
  const drawable = Promise.all([page.catch(() => undefined), prefetch(client, view)]);
  await Promise.all([languageReady, Promise.race([drawable, patience])]);
  const root = document.getElementById("root");
  if (!root) return;
  createRoot(root).render(
    <StrictMode>
      <App client={client} />
    </StrictMode>,
  );
}

function createClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        refetchOnWindowFocus: false,
        // A refusal stays a refusal; only a lost connection is worth another try.
        retry: (failures, error) => toProblem(error).status === 0 && failures < 2,
      },
      mutations: { retry: false },
    },
  });
}

/** Puts what is on its way into the cache. */
async function prefetch(client: QueryClient, { page, search }: FirstView): Promise<void> {
  if (needsSignIn(useSession.getState().token)) return;
  void client.prefetchQuery(meOptions);
  void client.prefetchQuery(statusOptions);
  const list = listOf(page);
  if (list) {
    await client.prefetchInfiniteQuery(
      listOptions(list.resource, list.path, queryAt(list, search)),
    );
  }
}
