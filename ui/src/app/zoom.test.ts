import { expect, it } from "vitest";

import { keyText } from "./commands/shortcuts";
import { stepped } from "./zoom";

it("steps between 80 and 200 percent", () => {
  expect([stepped(100, 1), stepped(100, -1)]).toEqual([110, 90]);
  expect([stepped(200, 1), stepped(80, -1)]).toEqual([200, 80]);
  // A size of another version of the page.
  expect([stepped(130, 1), stepped(130, -1)]).toEqual([150, 125]);
});

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
