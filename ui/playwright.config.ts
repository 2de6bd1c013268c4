import { defineConfig } from "@playwright/test";

// The real interface against a real instance. The installed Chromium is used; nothing is downloaded.
export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  // Far above what a slow machine needs.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  fullyParallel: false,
  workers: 1,
  // A second attempt, on an instance of its own: one that needs it is told as flaky, which is a defect
  // to mend, but not one that keeps everybody's work waiting.
  retries: 1,
  reporter: [["list"]],
  use: {
    viewport: { width: 1360, height: 860 },
    locale: "en-US",
    // Nothing that is closed stays for the time of its way out, in which it would keep the keys.
    contextOptions: { reducedMotion: "reduce" },
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
      args: ["--no-sandbox"],
    },
  },
});
