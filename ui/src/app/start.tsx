import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { tidyDrafts } from "../components/drafts/store";
import { App } from "./App";
import { languageReady } from "./i18n";

/** How long the frame waits for the first page: drawn together they are drawn once. */
const PATIENCE_MS = 400;

/** Draws the app as soon as its language and, in good time, its first page are there. */
export async function start(page: Promise<void>): Promise<void> {
  tidyDrafts(Date.now());
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  // A page that does not come says so in its own place.
  await Promise.all([languageReady, Promise.race([page.catch(() => undefined), patience])]);
  const root = document.getElementById("root");
  if (!root) return;
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
