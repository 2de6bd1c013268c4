import { defineConfig } from "@playwright/test";

// Measures, never judges: figures depend on the machine. Chromium without a graphics card.
export default defineConfig({
  testDir: ".",
  testMatch: "*.bench.ts",
  outputDir: "../test-results",
  timeout: 30 * 60_000,
  workers: 1,
  reporter: [["line"]],
  use: {
    viewport: { width: 1360, height: 860 },
    locale: "en-US",
    launchOptions: {
      executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info"],
    },
  },
});
