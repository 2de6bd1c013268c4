import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { libraryStylesPlugin } from "./scripts/library-styles.ts";

// The address of the instance that `npm run dev` talks to.
const instance = process.env["THINKLINK_DEV_API"] ?? "http://127.0.0.1:10100";

export default defineConfig({
  plugins: [react(), libraryStylesPlugin()],
  base: "./",
  resolve: {
    alias: [
      // Every icon of the library is drawn by this one.
      {
        find: /^\.\.\/components\/AntdIconLight$/,
        replacement: fileURLToPath(new URL("src/theme/QuietIcon.tsx", import.meta.url)),
      },
    ],
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: { "/api": { target: instance, ws: true } },
  },
  build: {
    target: "es2022",
    // No preload script is written into index.html: the page's policy allows no inline script.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              // What the entry needs to start everything else.
              name: "entry",
              test: /preload-helper|[\\/]@tauri-apps[\\/]|[\\/]src[\\/](platform[\\/]|lib[\\/](code-part|locale-guard|missing-code)\.|api[\\/](first-lists|problem|send|started|token)\.|app[\\/](head-start|pages|start-failed)\.|state[\\/](routes-at|language[\\/](stored-language|texts))\.)/,
              priority: 2,
            },
            // What several pages share, in few files: each file more is one more to wait for.
            {
              name: "library",
              test: /[\\/]node_modules[\\/](?!(@codemirror|@lezer|crelt|style-mod|w3c-keyname|uplot|cronstrue)[\\/])/,
              minShareCount: 10,
              priority: 1,
            },
            {
              // Without the filter by time, whose calendar is large and which few pages have.
              name: "parts",
              test: /[\\/]src[\\/](?!locales[\\/]|theme[\\/]codemirror|.*(code|models|script|PeriodFilter)[\\/.])/,
              minShareCount: 2,
            },
          ],
        },
      },
    },
    chunkSizeWarningLimit: 1600,
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test-setup.ts"],
    testTimeout: 20_000,
  },
});
