import { afterEach, expect, it } from "vitest";

import openapi from "../../api/gen/openapi.json";
import { Problem, TOO_LARGE } from "../../api/problem";
import { i18next } from "../../state/language/i18n";
import { fieldWords, PROBLEM_CODES, problemWords } from "./problem-words";

const say = (given: ConstructorParameters<typeof Problem>[0]) =>
  problemWords(i18next.t, new Problem(given));

afterEach(() => i18next.changeLanguage("en"));

it("says what the window cannot take, with the way on", () => {
  const { title, detail } = say({ status: 413, code: TOO_LARGE, detail: "length limit exceeded" });
  expect(title).toBe(i18next.t("errors.tooLarge"));
  expect(detail).toContain("shorter period");
});

it("knows every code of the API", () => {
  expect([...PROBLEM_CODES].sort()).toEqual([...openapi.components.schemas.Code.enum].sort());
});

it("says each in the language of the page, with the instance's own sentence", async () => {
  const own = "device 70b3 does not exist";
  for (const code of PROBLEM_CODES) {
    await i18next.changeLanguage("en");
    const english = say({ status: 404, code, title: "Whatever", detail: own });
    expect(english.detail).toBe(own);
    await i18next.changeLanguage("zh-CN");
    const chinese = say({ status: 404, code, title: "Whatever", detail: own });
    expect(chinese.title).toMatch(/^\p{Script=Han}/u);
    expect(chinese.detail).toMatch(/^\p{Script=Han}.* — device 70b3 does not exist$/u);
    expect(chinese.title).not.toBe(english.title);
  }
});

it("says what the instance knows by its code, without what holds for the whole kind", async () => {
  const eui = "70b3d57ed0001234";
  const detail_said = { code: "device_exists", params: { eui }, text: "exists" } as const;
  const taken = { status: 409, code: "conflict", field: "eui", detail: "exists", detail_said };
  await i18next.changeLanguage("zh-CN");
  const words = `已有 EUI 为 ${eui} 的设备`;
  expect(say(taken).detail).toBe(words);
  expect(fieldWords(i18next.t, new Problem(taken))).toEqual([{ field: "eui", detail: words }]);
  const errors = [
    { field: "name", detail: "required", detail_said: { code: "required", params: {}, text: "" } },
    { field: "tags", detail: "odd", detail_said: null },
  ] as const;
  const bad = { status: 422, code: "invalid", detail: "…", errors: [...errors] };
  expect(say(bad).detail).toBe("name：必填；tags：odd");
});

it("leaves to the instance what this page does not know yet", async () => {
  await i18next.changeLanguage("zh-CN");
  const unknown = {
    status: 418,
    code: "teapot",
    title: "I am a teapot",
    detail: "Short and stout",
  };
  expect(say(unknown)).toEqual({ title: "I am a teapot", detail: "Short and stout" });
});

it("says at a field that it was refused, and why", async () => {
  const at = (code: string) =>
    fieldWords(i18next.t, new Problem({ status: 422, code, field: "eui", detail: "16 digits" }));
  expect(at("invalid")).toEqual([{ field: "eui", detail: "16 digits" }]);
  await i18next.changeLanguage("zh-CN");
  expect(at("invalid")[0]?.detail).toBe(`${i18next.t("errors.fieldRefused")} — 16 digits`);
  expect(at("conflict")[0]?.detail).toBe(`${i18next.t("errors.fieldTaken")} — 16 digits`);
});
