import { expect, it } from "vitest";

import { i18next } from "./i18n";

it("groups what is counted in texts, and nothing else", () => {
  const say = (lng: string) => i18next.t("imports.apply", { count: 12_345, lng });
  expect(say("en")).toBe("Import 12,345 rows");
  expect(say("zh-CN")).toContain("12,345");
  expect(i18next.t("imports.apply", { count: 1 })).toBe("Import 1 row");
  expect(i18next.t("imports.apply", { count: 9999 })).toBe("Import 9999 rows");
  expect(i18next.t("errors.range", { min: 1, max: 65_535 })).toBe("Expected 1 to 65535");
});
