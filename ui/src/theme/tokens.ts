// The one table of colours and sizes. antd, CSS, charts and the code editor take theirs from here.

export type Mode = "light" | "dark";
export type Density = "compact" | "comfortable";

type Palette = {
  app: string;
  surface: string;
  sunken: string;
  selected: string;
  hover: string;
  text1: string;
  text2: string;
  text3: string;
  border1: string;
  border2: string;
  accent: string;
  onAccent: string;
  success: string;
  warning: string;
  danger: string;
  neutral: string;
  asset: string;
};

export const palettes: Record<Mode, Palette> = {
  light: {
    app: "#F5F7FA",
    surface: "#FFFFFF",
    sunken: "#EDF0F4",
    selected: "#E6EFFB",
    hover: "#F3F6FA",
    text1: "#1B2430",
    text2: "#465363",
    text3: "#606C7B",
    border1: "#DFE4EB",
    border2: "#7A8695",
    accent: "#1660C0",
    onAccent: "#FFFFFF",
    success: "#137245",
    warning: "#8F5200",
    danger: "#BB232B",
    neutral: "#55616F",
    asset: "#6E40B8",
  },
  dark: {
    app: "#11151B",
    surface: "#191F27",
    sunken: "#0C1015",
    selected: "#1B3252",
    hover: "#1F2731",
    text1: "#E7ECF3",
    text2: "#B5C0CE",
    text3: "#95A1B1",
    border1: "#2B3541",
    border2: "#768394",
    accent: "#6FABFF",
    onAccent: "#0B1420",
    success: "#4FC48C",
    warning: "#EDB13A",
    danger: "#FF8080",
    neutral: "#9DAABB",
    asset: "#B79BF0",
  },
};

/** Series colours of charts, in order; series also differ by dash. */
export const chartColours: Record<Mode, readonly string[]> = {
  light: ["#1660C0", "#B4470B", "#137245", "#7A3FC0", "#A6266B", "#0B7285", "#6B5B00", "#465363"],
  dark: ["#6FABFF", "#FF9F5A", "#5BD39B", "#C3A6FF", "#FF8FC2", "#56CFE1", "#E3D26F", "#B5C0CE"],
};

type Sizes = { control: number; row: number; tabs: number; title: number; status: number };

export const sizes: Record<Density, Sizes> = {
  compact: { control: 28, row: 32, tabs: 36, title: 40, status: 24 },
  comfortable: { control: 32, row: 40, tabs: 40, title: 44, status: 26 },
};

export const fontSans =
  'system-ui, "Segoe UI", "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
export const fontMono = '"JetBrains Mono", ui-monospace, "Noto Sans CJK SC", monospace';

/** The names that CSS modules use: `--text-1`, `--bg-surface`, `--row`. */
export function cssVariables(mode: Mode, density: Density): Record<string, string> {
  const colour = palettes[mode];
  const size = sizes[density];
  return {
    "--bg-app": colour.app,
    "--bg-surface": colour.surface,
    "--bg-sunken": colour.sunken,
    "--bg-selected": colour.selected,
    "--bg-hover": colour.hover,
    "--text-1": colour.text1,
    "--text-2": colour.text2,
    "--text-3": colour.text3,
    "--border-1": colour.border1,
    "--border-2": colour.border2,
    "--accent": colour.accent,
    "--on-accent": colour.onAccent,
    "--success": colour.success,
    "--warning": colour.warning,
    "--danger": colour.danger,
    "--neutral": colour.neutral,
    "--asset": colour.asset,
    "--control": `${size.control}px`,
    "--row": `${size.row}px`,
    "--tabs": `${size.tabs}px`,
    "--title": `${size.title}px`,
    "--status": `${size.status}px`,
    "--font-sans": fontSans,
    "--font-mono": fontMono,
    // On dark a shadow is hardly seen: what floats has an edge.
    "--shadow":
      mode === "light"
        ? "0 4px 16px rgb(27 36 48 / 18%)"
        : `0 0 0 1px ${colour.border1}, 0 4px 16px rgb(0 0 0 / 55%)`,
  };
}

/** Relative contrast of two `#rrggbb` colours, 1 to 21 (WCAG 2.2). */
export function contrast(first: string, second: string): number {
  const light = luminance(first);
  const dark = luminance(second);
  return (Math.max(light, dark) + 0.05) / (Math.min(light, dark) + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
