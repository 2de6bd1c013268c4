import { theme } from "antd";
import { expect, test } from "vitest";

import { antdTheme } from "./antd";
import { contrast } from "./tokens";

for (const mode of ["light", "dark"] as const) {
  test(`what is written on a button can be read while it is hovered or pressed: ${mode}`, () => {
    const token = theme.getDesignToken(antdTheme(mode, "compact", false));
    const { colorPrimary, colorPrimaryHover, colorPrimaryActive } = token;
    const { colorError, colorErrorHover, colorErrorActive } = token;
    for (const ground of [
      ...[colorPrimary, colorPrimaryHover, colorPrimaryActive],
      ...[colorError, colorErrorHover, colorErrorActive],
    ]) {
      expect(contrast(token.colorTextLightSolid, ground), ground).toBeGreaterThanOrEqual(4.5);
    }
    expect(new Set([colorPrimary, colorPrimaryHover, colorPrimaryActive]).size).toBe(3);
  });

  test(`a field that is off looks like one that can only be read: ${mode}`, () => {
    const token = theme.getDesignToken(antdTheme(mode, "compact", false));
    expect(token.colorBorderDisabled).toBe("transparent");
    expect(token.colorBgContainerDisabled).toBe(token.colorFillTertiary);
  });
}
