import { afterEach, expect, it } from "vitest";

import { i18next } from "../../state/language/i18n";
import { clausesOf, explained, labelled, listOf } from "./phrases";

afterEach(() => i18next.changeLanguage("en"));

const all = () => [
  listOf(i18next.t, ["a", "b", "c"]),
  clausesOf(i18next.t, ["a", "b"]),
  labelled(i18next.t, "a", "b"),
  explained(i18next.t, "a", "b"),
];

it("puts words together with the marks of the language", async () => {
  expect(all()).toEqual(["a, b, c", "a; b", "a: b", "a (b)"]);
  await i18next.changeLanguage("zh-CN");
  expect(all()).toEqual(["a、b、c", "a；b", "a：b", "a（b）"]);
});
