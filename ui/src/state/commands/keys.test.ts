import { expect, it } from "vitest";

import { keyText } from "./keys";

it("hears signs whether or not a keyboard needs Shift for them", () => {
  const press = (key: string, shiftKey: boolean) =>
    keyText({ key, shiftKey, ctrlKey: true, altKey: false, metaKey: false }, false);
  expect(press("+", true)).toBe("Ctrl++");
  expect(press("+", false)).toBe("Ctrl++");
  expect(press("=", false)).toBe("Ctrl+=");
  expect(press("/", true)).toBe("Ctrl+/");
  expect(press("I", true)).toBe("Ctrl+Shift+i");
  expect(press("Enter", true)).toBe("Ctrl+Shift+Enter");
});
