import { expect, it } from "vitest";

import { createGate, type Shown } from "./gate";

function gate() {
  const shown: string[] = [];
  const timers: (() => void)[] = [];
  const clock = { now: 0 };
  const tell = createGate({
    everyMs: 30,
    now: () => clock.now,
    later: (run) => timers.push(run),
    show: ({ title }) => shown.push(title),
    together: (all): Shown => ({
      title: all.map(({ title }) => title).join("+"),
      body: "",
      to: "",
      key: "",
    }),
  });
  const say = (kind: string, title: string, key = title) =>
    tell({ kind, key, title, body: "", to: "" });
  const pass = (ms: number) => {
    clock.now += ms;
    for (const run of timers.splice(0)) run();
  };
  return { shown, say, pass };
}

it("shows one of a kind at once and the rest together", () => {
  const { shown, say, pass } = gate();
  for (const title of ["a", "b", "c"]) say("alarm", title);
  say("task", "t");
  expect(shown).toEqual(["a", "t"]);
  pass(30);
  expect(shown).toEqual(["a", "t", "b+c"]);
  say("alarm", "d");
  expect(shown).toHaveLength(3);
  pass(30);
  expect(shown).toEqual(["a", "t", "b+c", "d"]);
});

it("tells the same thing once", () => {
  const { shown, say, pass } = gate();
  say("alarm", "as an alarm", "tank/hot");
  say("alarm", "as a notice", "tank/hot");
  pass(30);
  expect(shown).toEqual(["as an alarm"]);
  pass(30);
  say("alarm", "again", "tank/hot");
  expect(shown).toEqual(["as an alarm", "again"]);
});
