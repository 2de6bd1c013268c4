// The styles of the component library, written when the page is built. Made in the page, as the
// library does by itself, they are a third of what scripts do until the first rows are drawn.

import { createCache, extractStyle, StyleProvider } from "@ant-design/cssinjs";
import { extractStyle as renderEach } from "@ant-design/static-style-extract";
import { ConfigProvider } from "antd";
import { createElement, type ReactNode } from "react";
import type { Plugin } from "vite";

import { antdTheme } from "../src/theme/antd.ts";
import type { Density, Mode } from "../src/theme/tokens.ts";

/** What `main.tsx` imports. */
const MODULE = "virtual:library.css";

/** What the page uses of the library, and what these are made of. */
export const COMPONENTS = [
  "Alert",
  "Button",
  "Checkbox",
  "DatePicker",
  "Dropdown",
  "Empty",
  "Input",
  "InputNumber",
  "Menu",
  "Modal",
  "Popover",
  "Radio",
  "Segmented",
  "Select",
  "Skeleton",
  "Space",
  "Spin",
  "Steps",
  "Switch",
  "Tag",
  "Tooltip",
];

/** Rules of all these components. Colours and sizes stand in them as CSS variables. */
export function libraryStyles(mode: Mode, density: Density): string {
  const cache = createCache();
  const theme = { ...antdTheme(mode, density, true), zeroRuntime: false };
  renderEach({
    includes: COMPONENTS,
    customTheme: (children: ReactNode) =>
      createElement(StyleProvider, { cache }, createElement(ConfigProvider, { theme }, children)),
  });
  return extractStyle(cache, { plain: true, types: "style" });
}

export function libraryStylesPlugin(): Plugin {
  const resolved = `\0${MODULE}`;
  return {
    name: "library-styles",
    resolveId: (id) => (id === MODULE ? resolved : undefined),
    // They are the same for every theme, which a test holds.
    load: (id) => (id === resolved ? libraryStyles("light", "compact") : undefined),
  };
}
