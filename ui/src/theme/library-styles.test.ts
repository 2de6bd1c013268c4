import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { COMPONENTS, libraryStyles } from "../../scripts/library-styles";

/** Names that the page's sources import from the library, types left out. */
function imported(): Set<string> {
  const names = new Set<string>();
  for (const file of readdirSync("src", { recursive: true, encoding: "utf8" })) {
    if (!/\.tsx?$/.test(file)) continue;
    const source = readFileSync(join("src", file), "utf8");
    for (const [, list = ""] of source.matchAll(/import \{([^}]*)\} from "antd";/g)) {
      for (const name of list.split(",").map((one) => one.trim())) {
        if (name !== "" && !name.startsWith("type ")) names.add(name.split(" as ")[0] ?? name);
      }
    }
  }
  return names;
}

test("every component that the page uses has its styles written when the page is built", () => {
  const without = ["ConfigProvider", "theme"];
  const missing = [...imported()].filter((name) => ![...COMPONENTS, ...without].includes(name));
  expect(missing).toEqual([]);
  expect(imported().size).toBeGreaterThan(10);
});

test("the styles are the same in each theme and density", () => {
  const styles = libraryStyles("light", "compact");
  expect(styles).toContain(".ant-picker-dropdown");
  expect(styles).toContain(".ant-dropdown-menu-item");
  expect(libraryStyles("light", "comfortable")).toBe(styles);
  expect(libraryStyles("dark", "compact")).toBe(styles);
  expect(libraryStyles("dark", "comfortable")).toBe(styles);
});
