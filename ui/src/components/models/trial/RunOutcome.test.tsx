import { render, screen } from "@testing-library/react";
import { afterAll, expect, it } from "vitest";

import type { ScriptOutcome } from "../../../api/types";
import { i18next } from "../../../state/language/i18n";
import { RunOutcome } from "./RunOutcome";

afterAll(() => i18next.changeLanguage("en"));

it("says what is ours of a console and of a failure in the language of the page", async () => {
  await i18next.changeLanguage("zh-CN");
  const dropped = { code: "console_dropped", params: { count: 5 }, text: "" };
  const bcd = { code: "no_bcd", params: { digits: "ab" }, text: "0xab is not BCD" };
  const thrown = { code: "about", params: { what: "RangeError", why: bcd }, text: "" };
  const outcome = {
    ok: false,
    result: null,
    error: {
      kind: "thrown",
      message: "RangeError: 0xab is not BCD",
      message_said: thrown,
      line: null,
      column: null,
    },
    console: [
      { level: "info", text: "the author's words", text_said: null },
      { level: "warn", text: "5 more lines were dropped", text_said: dropped },
    ],
    elapsed_us: 1,
    memory_bytes: 0,
  } as unknown as ScriptOutcome;
  render(
    <RunOutcome
      run={{ outcome, failure: null, outdated: false } as never}
      onRetry={() => {}}
      onPlace={() => {}}
      values={() => null}
    />,
  );
  expect(screen.getByText("the author's words")).toBeTruthy();
  expect(screen.getByText("另有 5 行被丢弃")).toBeTruthy();
  expect(screen.getByRole("alert").textContent).toContain("0xab 不是 BCD 码");
  // Nothing is said of memory where none was taken.
  expect(screen.queryByText(/0 B/)).toBeNull();
});
