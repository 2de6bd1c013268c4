import { expect, it } from "vitest";

import { guardNavigatorLanguage } from "./locale-guard";

it("replaces a language that Intl refuses", () => {
  const target = { language: "C", languages: ["C"] } as unknown as Navigator;
  expect(guardNavigatorLanguage(target, "en")).toBe("en");
  expect(target.language).toBe("en");
  expect(guardNavigatorLanguage({ language: "zh-CN" } as Navigator)).toBe("zh-CN");
});
