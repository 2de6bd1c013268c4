import { expect, it, vi } from "vitest";

import { showStartFailed } from "./start-failed";
import { PREFERENCES_KEY } from "../state/language/stored-language";

it.each([
  ["en", "Reload"],
  ["zh-CN", "重新加载"],
])("says in %s that the page did not come, and how to go on", (language, verb) => {
  localStorage.setItem(PREFERENCES_KEY, JSON.stringify({ state: { language, theme: "dark" } }));
  const root = document.createElement("div");
  document.body.append(root);
  const reload = vi.fn();
  showStartFailed(root, new Error("start-1a2b.js is not there"), reload);
  expect(document.documentElement.dataset["theme"]).toBe("dark");
  expect(root.textContent).toContain("start-1a2b.js is not there");
  const button = root.querySelector("button");
  expect(button?.textContent).toBe(verb);
  button?.click();
  expect(reload).toHaveBeenCalledOnce();
  root.remove();
  localStorage.removeItem(PREFERENCES_KEY);
});
