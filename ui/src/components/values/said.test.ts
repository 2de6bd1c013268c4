import { afterEach, expect, it } from "vitest";

import openapi from "../../api/gen/openapi.json";
import type { Said } from "../../api/types";
import { i18next, loadLanguage } from "../../state/language/i18n";
import { usePreferences } from "../../state/preferences";
import en from "../../locales/en.json";
import zh from "../../locales/zh-CN.json";
import { saidNow, sayingsWith } from "./said";

/** The instance's own list. */
const { enum: codes, "x-english": words } = openapi.components.schemas.SaidCode;

const asText = (template: string) => template.replaceAll(/{(\w+)}/g, "{{$1}}");
const inEnglish = en.said as Record<string, string>;
const inChinese = zh.said as Record<string, string>;

afterEach(async () => {
  usePreferences.setState({ zone: "local" });
  await i18next.changeLanguage("en");
});

it("has every sentence of the instance, and in English with the same words", () => {
  const wanted = Object.entries<string | string[]>(words).flatMap(([code, said]) =>
    typeof said === "string"
      ? [[code, asText(said)]]
      : [
          [`${code}_one`, asText(said[1] ?? "")],
          [`${code}_other`, asText(said[0] ?? "")],
        ],
  );
  expect(codes.toSorted()).toEqual(Object.keys(words).toSorted());
  expect(inEnglish).toEqual(Object.fromEntries(wanted));
});

it("says every sentence in Chinese but those that are nothing but their values", () => {
  const silent = Object.entries(inChinese).filter(
    ([, text]) => !/\p{Script=Han}/u.test(text.replaceAll(/{{\w+}}/g, "")),
  );
  expect(silent.map(([code]) => code).sort()).toEqual([
    "about",
    "changed_fields",
    "gateway_line",
    "gateway_lines",
    "noun_dev_addr",
    "noun_dev_eui",
    "noun_eui",
    "quoted",
  ]);
});

const busy: Said = { code: "gateway_busy", params: {}, text: "busy" };
const vain = (count: number): Said => ({
  code: "sent_in_vain",
  params: { why: { code: "at_gateway", params: { gateway: "a1b2", why: busy }, text: "" }, count },
  text: "busy; it was sent",
});

it("says sentences in sentences, counts, times and fields", async () => {
  await loadLanguage("zh-CN");
  expect(saidNow(vain(1), "")).toMatch(/^gateway a1b2: the gateway .*; it was sent once$/);
  expect(saidNow(vain(3), "")).toMatch(/; it was sent 3 times$/);
  await i18next.changeLanguage("zh-CN");
  expect(saidNow(vain(1), "")).toBe("网关 a1b2：网关届时正在发送另一帧；已发送 1 次");
  usePreferences.setState({ zone: "utc" });
  const at = "2026-05-01T08:00:00.000Z";
  const after: Said = { code: "changed_after_at", params: { at }, text: "" };
  expect(saidNow(after, "")).toContain("2026-05-01 08:00:00");
  const fields: Said = { code: "changed_fields", params: { fields: ["name", "tags"] }, text: "" };
  expect(saidNow(fields, "")).toBe("名称、标签");
  const refused: Said = {
    code: "gateway_refused",
    params: { gateway: "a1", code: "TOO_LATE" },
    text: "",
  };
  expect(saidNow(refused, "")).toMatch(/^网关 a1 拒绝了该帧：TOO_LATE（\p{Script=Han}.*）$/u);
  const lines = ["a", "b"].map((gateway) => ({
    code: "gateway_line",
    params: { gateway },
    text: "",
  }));
  expect(saidNow({ code: "gateway_lines", params: { lines }, text: "" }, "")).toBe("\n- a\n- b");
  const why = ["name", "tags"].map((field) => ({
    code: "about",
    params: { what: field, why: { code: "required", params: {}, text: "" } },
    text: "",
  }));
  expect(saidNow({ code: "refused_invalid", params: { why }, text: "" }, "")).toBe(
    "内容不符合要求：name：必填；tags：必填",
  );
});

it("finds the sentences that have the words somebody reads", async () => {
  await loadLanguage("zh-CN");
  await i18next.changeLanguage("zh-CN");
  expect(sayingsWith("网关届时")).toEqual(["gateway_busy"]);
  expect(sayingsWith("已发送")).toContain("sent_in_vain");
  expect(sayingsWith("{{gateway}}")).toEqual([]);
  expect(sayingsWith("  ")).toEqual([]);
});

it("says the instance's text where there is no more, or it knows more than the page", () => {
  expect(saidNow(null, "as it was")).toBe("as it was");
  const later = { code: "of_a_later_version", params: {}, text: "its own words" };
  expect(saidNow(later as unknown as Said, "")).toBe("its own words");
});
