import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import en from "./en.json";
import zh from "./zh-CN.json";

type Tree = { [key: string]: string | Tree };

function flatten(tree: Tree, prefix = ""): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === "string") all.set(prefix + key, value);
    else for (const [name, text] of flatten(value, `${prefix}${key}.`)) all.set(name, text);
  }
  return all;
}

const english = flatten(en);
const chinese = flatten(zh);
/** Chinese has one plural form. */
const base = (key: string) => key.replace(/_(one|other)$/, "");
const placeholders = (text: string) =>
  [...text.matchAll(/{{(\w+)}}/g)].map((match) => match[1]).sort();

describe("locale files", () => {
  it("have the same keys", () => {
    const wanted = [...new Set([...english.keys()].map(base))].sort();
    const found = [...new Set([...chinese.keys()].map(base))].sort();
    expect(found).toEqual(wanted);
  });

  it("use the same placeholders", () => {
    const differing = [...chinese].filter(([key, text]) => {
      const other = english.get(key);
      return other !== undefined && String(placeholders(other)) !== String(placeholders(text));
    });
    expect(differing).toEqual([]);
  });

  it("have no empty text", () => {
    expect([...english, ...chinese].filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it("do not mix languages: Chinese sentences hold no English ones", () => {
    const mixed = [...chinese].filter(
      ([key, text]) => english.get(key) === text && /[a-z]{3,} [a-z]{2,} [a-z]{2,}/.test(text),
    );
    expect(mixed).toEqual([]);
  });

  it("have Chinese marks between Chinese words", () => {
    const narrow = /[\p{Script=Han}}”）][.,;:!?()]|[,;!?(:] ?\p{Script=Han}|\)\p{Script=Han}/u;
    const isChinese = (text: string) => /\p{Script=Han}/u.test(text);
    expect([...chinese].filter(([, text]) => isChinese(text) && narrow.test(text))).toEqual([]);
  });

  it('have plural forms, and no "row(s)"', () => {
    expect([...english].filter(([, text]) => /\w\(e?s\)/.test(text))).toEqual([]);
  });

  it("call one thing by one Chinese word", () => {
    const others = /延时|时延|页签|标签页|你/;
    expect([...chinese].filter(([, text]) => others.test(text))).toEqual([]);
  });
});

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return path.endsWith(".tsx") && !path.includes(".test.") ? [path] : [];
  });
}

/** Product and protocol names that are the same in every language. */
const names = /^(ThinkLink|LoRaWAN|OTHER|MHz|English|JSON|UTC|EUI|Apache-2\.0|°|PUBLIC|EN)$/;

describe("components", () => {
  it("show no text that is not a key", () => {
    const found: string[] = [];
    for (const path of sources(join(import.meta.dirname, ".."))) {
      const text = readFileSync(path, "utf8");
      const literals = [
        ...[...text.matchAll(/>\s*([A-Z][A-Za-z ,.'’-]{2,}[a-z.])\s*<\//g)],
        ...[
          ...text.matchAll(
            /\b(?:title|label|placeholder|aria-label|alt)="([^"]*[A-Za-z]{3}[^"]*)"/g,
          ),
        ],
      ].map((match) => match[1]?.trim() ?? "");
      for (const literal of literals) {
        if (!names.test(literal)) found.push(`${path.split("/src/")[1] ?? path}: ${literal}`);
      }
    }
    expect(found).toEqual([]);
  });
});
