import { afterEach, expect, it } from "vitest";

import openapi from "../../api/gen/openapi.json";
import { i18next } from "../../state/language/i18n";
import { noteWords } from "./note-words";

const say = (code: string, detail = "12 digits") => noteWords(i18next.t, { code, detail });

/** What a check says of cells: the instance's own list. */
const CODES = openapi.components.schemas.ImportNoteCode.enum;

afterEach(() => i18next.changeLanguage("en"));

it("says each in Chinese, with the instance's own sentence", async () => {
  await i18next.changeLanguage("zh-CN");
  for (const code of CODES) expect(say(code)).toMatch(/\p{Script=Han}.* — 12 digits$/u);
});

it("says the instance's sentence in Chinese where it is known by its code", async () => {
  await i18next.changeLanguage("zh-CN");
  const params = { found: 12, expected: 16 };
  const detail_said = { code: "hex_length", params, text: "12 digits" } as const;
  expect(noteWords(i18next.t, { code: "length", detail: "12 digits", detail_said })).toBe(
    "现为 12 位十六进制，应为 16 位",
  );
});

it("says what the instance says where that is understood, or nothing else is known", async () => {
  expect(say("length")).toBe("12 digits");
  await i18next.changeLanguage("zh-CN");
  expect(say("something_new")).toBe("12 digits");
});
