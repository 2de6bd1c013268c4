import { expect, it } from "vitest";

import { Problem, TOO_LARGE } from "../../api/problem";
import { i18next } from "../../app/language/i18n";
import { problemWords } from "./problem-words";

const say = (given: ConstructorParameters<typeof Problem>[0]) =>
  problemWords(i18next.t, new Problem(given));

it("says what the server says, and what the window cannot take, with the way on", () => {
  const refused = { status: 422, code: "invalid", title: "Too many rows", detail: "Narrow it" };
  expect(say(refused)).toEqual({ title: "Too many rows", detail: "Narrow it" });
  const { title, detail } = say({ status: 413, code: TOO_LARGE, detail: "length limit exceeded" });
  expect(title).toBe(i18next.t("errors.tooLarge"));
  expect(detail).toContain("shorter period");
});
