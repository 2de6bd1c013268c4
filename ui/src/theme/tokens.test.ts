import { describe, expect, it } from "vitest";

import { chartColours, contrast, palettes, type Mode } from "./tokens";

const modes: Mode[] = ["light", "dark"];

describe.each(modes)("%s tokens", (mode) => {
  const colour = palettes[mode];
  const backgrounds = [colour.app, colour.surface, colour.sunken, colour.selected, colour.hover];
  const texts = [
    "text1",
    "text2",
    "text3",
    "accent",
    "success",
    "warning",
    "danger",
    "neutral",
    "asset",
  ] as const;

  it.each(texts)("%s is readable on every background", (name) => {
    for (const background of backgrounds) {
      expect(contrast(colour[name], background)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("control borders stand out from the surface", () => {
    expect(contrast(colour.border2, colour.surface)).toBeGreaterThanOrEqual(3);
  });

  it("text on the accent is readable", () => {
    expect(contrast(colour.onAccent, colour.accent)).toBeGreaterThanOrEqual(4.5);
  });

  it("chart colours stand out from the surface", () => {
    for (const series of chartColours[mode]) {
      expect(contrast(series, colour.surface)).toBeGreaterThanOrEqual(5.4);
    }
  });
});
