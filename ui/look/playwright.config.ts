import { defineConfig } from "@playwright/test";

// Pictures for a person: nothing is compared. Chromium without a graphics card, as in the tests.
export default defineConfig({
  testDir: ".",
  testMatch: "*.look.ts",
  outputDir: "../test-results",
  // All places of one combination.
  timeout: 60 * 60_000,
  // Far above what a slow machine needs to draw a page.
  expect: { timeout: 20_000 },
  workers: 1,
  reporter: [["line"]],
  use: {
    actionTimeout: 20_000,
    launchOptions: {
      executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
      args: ["--no-sandbox"],
    },
  },
});
