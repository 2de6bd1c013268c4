import "./lib/locale-guard";
import "virtual:library.css";
import "./theme/base.css";

import { firstView, headStart } from "./app/head-start";
import { showStartFailed } from "./app/start-failed";
import { loadPart } from "./lib/code-part";

// Small on purpose: everything it starts travels at the same time.
const view = firstView(window.location.hash);
const page = headStart(view);
loadPart(() => import("./app/start"))
  .then(({ start }) => start(view, page))
  .catch((error: unknown) => {
    const root = document.getElementById("root");
    if (root) showStartFailed(root, error);
  });
// A page that does not come says so in its own place.
page.catch(() => undefined);
