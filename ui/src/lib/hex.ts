// EUIs, addresses, keys and payloads are text: never numbers, never re-encoded on the way.

/** What people type or paste, as the API wants it: no separators, no `0x`, lower case, half width. */
export function cleanHex(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/0x/gi, "")
    .replace(/[\s:;,.\-_]/g, "")
    .toLowerCase();
}

export function isHex(text: string, length?: number): boolean {
  return /^[0-9a-f]*$/.test(text) && (length === undefined || text.length === length);
}

/** Groups of `size` characters, for display in fields; grids group with CSS so that copies stay plain. */
export function groups(text: string, size = 4): string[] {
  const parts: string[] = [];
  for (let at = 0; at < text.length; at += size) parts.push(text.slice(at, at + size));
  return parts;
}

/** `70b3d57ed0001234` → `70:b3:d5:…`, `0x70, 0xb3, …` or the bytes in reverse order. */
export const hexForms = {
  upper: (hex: string) => hex.toUpperCase(),
  colons: (hex: string) => groups(hex, 2).join(":"),
  bytes: (hex: string) =>
    groups(hex, 2)
      .map((byte) => `0x${byte}`)
      .join(", "),
  reversed: (hex: string) => groups(hex, 2).reverse().join(""),
} as const;

/** A random key or address of `bytes` bytes. */
export function randomHex(bytes: number): string {
  const raw = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(raw, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function hexToBytes(hex: string): Uint8Array {
  return Uint8Array.from(groups(cleanHex(hex), 2), (pair) => Number.parseInt(pair, 16));
}

/** The EUI a device of this data source may have, or why not. */
export function euiProblem(
  eui: string,
  lorawan: boolean,
): "empty" | "chars" | "hex16" | "word32" | null {
  if (eui === "") return "empty";
  if (lorawan && !isHex(eui)) return "chars";
  if (lorawan) return isHex(eui, 16) ? null : "hex16";
  return /^[0-9a-z_-]{1,32}$/.test(eui) ? null : "word32";
}
