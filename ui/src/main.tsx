import "./lib/locale-guard";
import "./theme/base.css";

import { firstView, headStart } from "./app/head-start";

// Small on purpose: everything it starts travels at the same time.
const view = firstView(window.location.hash);
const page = headStart(view);
void import("./app/start").then(({ start }) => start(view, page));
