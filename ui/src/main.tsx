import "./lib/locale-guard";
import "./theme/base.css";
import "./app/i18n";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./app/App";
import { tidyDrafts } from "./components/drafts/store";

tidyDrafts(Date.now());

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
