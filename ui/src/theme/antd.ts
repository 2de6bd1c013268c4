import { theme, type ThemeConfig } from "antd";

import { fontMono, fontSans, palettes, sizes, type Density, type Mode } from "./tokens.ts";

type Algorithm = Extract<ThemeConfig["algorithm"], (...given: never[]) => unknown>;

/**
 * The library's own derivation, with our colours put back: its dark one dims every seed, and the
 * contrast of the tokens would no longer hold.
 */
function derive(mode: Mode): Algorithm {
  const base = mode === "dark" ? theme.darkAlgorithm : theme.defaultAlgorithm;
  const colour = palettes[mode];
  return (seed, map) => ({
    ...base(seed, map),
    colorPrimary: colour.accent,
    colorPrimaryText: colour.accent,
    // Its own ones are too pale for what is written on a button.
    colorPrimaryHover: mixed(colour.accent, colour.text1, 0.85),
    colorPrimaryActive: mixed(colour.accent, colour.text1, 0.75),
    colorErrorHover: mixed(colour.danger, colour.text1, 0.85),
    colorErrorActive: mixed(colour.danger, colour.text1, 0.75),
    colorInfo: colour.accent,
    colorLink: colour.accent,
    colorLinkHover: colour.accent,
    colorLinkActive: colour.accent,
    colorSuccess: colour.success,
    colorWarning: colour.warning,
    colorError: colour.danger,
    colorErrorText: colour.danger,
    // Its own ones are muddy for a colour this dark.
    colorWarningBg: mixed(colour.warning, colour.surface, 0.1),
    colorWarningBorder: mixed(colour.warning, colour.surface, 0.45),
    colorErrorBg: mixed(colour.danger, colour.surface, 0.1),
    colorErrorBorder: mixed(colour.danger, colour.surface, 0.45),
    colorTextBase: colour.text1,
  });
}

/** `share` of one colour in another one; all are `#RRGGBB`. */
function mixed(one: string, other: string, share: number): string {
  const parts = [1, 3, 5].map((at) => {
    const [from, to] = [one, other].map((colour) => Number.parseInt(colour.slice(at, at + 2), 16));
    return Math.round((from ?? 0) * share + (to ?? 0) * (1 - share));
  });
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

/** The component library in our colours and sizes. */
export function antdTheme(mode: Mode, density: Density, motion: boolean): ThemeConfig {
  const colour = palettes[mode];
  const size = sizes[density];
  return {
    algorithm: derive(mode),
    hashed: false,
    // Its styles were written when the page was built (`scripts/library-styles.ts`).
    zeroRuntime: true,
    token: {
      motion,
      fontFamily: fontSans,
      fontFamilyCode: fontMono,
      fontSize: 13,
      lineHeight: 20 / 13,
      controlHeight: size.control,
      controlHeightSM: 24,
      controlHeightLG: size.control + 8,
      borderRadius: 4,
      borderRadiusLG: 6,
      borderRadiusSM: 4,
      colorPrimary: colour.accent,
      colorLink: colour.accent,
      colorInfo: colour.accent,
      colorSuccess: colour.success,
      colorWarning: colour.warning,
      colorError: colour.danger,
      colorTextLightSolid: colour.onAccent,
      colorText: colour.text1,
      colorTextSecondary: colour.text2,
      colorTextTertiary: colour.text3,
      colorTextQuaternary: colour.text3,
      colorTextPlaceholder: colour.text3,
      colorTextDescription: colour.text3,
      colorIcon: colour.text2,
      colorBgBase: colour.surface,
      colorBgLayout: colour.app,
      colorBgContainer: colour.surface,
      colorBgElevated: colour.surface,
      colorBorder: colour.border2,
      colorBorderSecondary: colour.border1,
      // What cannot be changed looks alike: by its ground, as fields that can be copied from do.
      colorBorderDisabled: "transparent",
      colorSplit: colour.border1,
      controlItemBgHover: colour.hover,
      controlItemBgActive: colour.selected,
      controlItemBgActiveHover: colour.selected,
      controlOutlineWidth: 0,
      boxShadow: "var(--shadow)",
      boxShadowSecondary: "var(--shadow)",
      wireframe: false,
    },
    components: {
      Button: {
        primaryShadow: "none",
        defaultShadow: "none",
        dangerShadow: "none",
        fontWeight: 500,
        borderColorDisabled: colour.border1,
      },
      Tabs: {
        horizontalItemPadding: "8px 0",
        horizontalItemGutter: 20,
        titleFontSize: 13,
        horizontalMargin: "0",
      },
      Modal: { titleFontSize: 16, titleLineHeight: 1.5 },
      Select: { optionPadding: "4px 10px" },
      Tooltip: {
        colorBgSpotlight: mode === "dark" ? "#2B3541" : "#1B2430",
        colorTextLightSolid: "#FFFFFF",
      },
      Segmented: {
        trackBg: colour.sunken,
        itemSelectedBg: colour.surface,
        itemColor: colour.text2,
      },
      Switch: { handleBg: mode === "dark" ? "#0B1420" : "#FFFFFF" },
    },
  };
}
