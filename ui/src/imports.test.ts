import { join } from "node:path";

import { ESLint } from "eslint";
import { describe, expect, it } from "vitest";

/** The folders of src from the ground up, as docs/ARCHITECTURE.md has them. */
const LAYERS = [
  "locales",
  "lib",
  "theme",
  "platform",
  "api",
  "state",
  "components",
  "features",
  "app",
];
const eslint = new ESLint({ cwd: join(import.meta.dirname, "..") });

/** Every way to import from a path, a line each. */
const ways = (path: string) => [
  `import "${path}";`,
  `import { a } from "${path}";`,
  `import type { B } from "${path}";`,
  `import { type C } from "${path}";`,
  `export { d } from "${path}";`,
  `export type { E } from "${path}";`,
  `export * from "${path}";`,
  `export const f = () => import("${path}");`,
  `export const g = (name: string) => import(\`${path}/\${name}\`);`,
  `export type H = import("${path}").H;`,
  `import i = require("${path}");`,
];

/** The lines of a file that a rule refuses. */
async function refused(rule: string, file: string, lines: readonly string[]): Promise<string[]> {
  const [result] = await eslint.lintText(lines.join("\n"), {
    filePath: join(import.meta.dirname, file),
  });
  const found = result?.messages.filter(({ ruleId }) => ruleId === rule) ?? [];
  return found.map(({ line }) => lines[line - 1] ?? "");
}

describe("imports", () => {
  const upward = LAYERS.flatMap((low, at) =>
    LAYERS.slice(at + 1).map((high) => [low, high] as const),
  );

  it.each(upward)("from %s reach nothing in %s, and do the other way", async (low, high) => {
    const up = ways(`../../${high}/one/two`);
    expect(await refused("imports/no-upward-import", `${low}/some/file.ts`, up)).toEqual(up);
    const down = ways(`../../${low}/one/two`);
    expect(await refused("imports/no-upward-import", `${high}/some/file.ts`, down)).toEqual([]);
  });

  it("are understood by where they lead", async () => {
    const lines = [
      "./../features/one",
      "../features",
      "../lib/../features/one",
      "../../src/features/one",
      "/src/features/one",
      "../main",
      "../unheard-of/one",
    ].map((path) => `import "${path}";`);
    expect(await refused("imports/no-upward-import", "lib/file.ts", lines)).toEqual(lines);
    // A folder may be called as a layer is.
    const own = ['import "../state/one";', 'import "react";'];
    expect(await refused("imports/no-upward-import", "lib/some/file.ts", own)).toEqual([]);
  });

  it("reach the shell from one file alone", async () => {
    const lines = ways("@tauri-apps/api/core");
    expect(await refused("imports/no-shell-import", "lib/file.ts", lines)).toEqual(lines);
    expect(await refused("imports/no-shell-import", "main.ts", lines)).toEqual(lines);
    expect(await refused("imports/no-shell-import", "platform/file.ts", lines)).toEqual(lines);
    expect(await refused("imports/no-shell-import", "platform/desktop.ts", lines)).toEqual([]);
  });
});
