import "./lib/locale-guard";
import "./theme/base.css";

import { headStart } from "./app/head-start";

// Small on purpose: everything it starts travels at the same time.
const page = headStart(window.location.hash);
void import("./app/start").then(({ start }) => start(page));
