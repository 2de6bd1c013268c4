// Views of the same bytes. The bytes come as hex and stay what they were: nothing is re-encoded on
// the way to the screen or the clipboard.

import { groups, hexToBytes } from "./hex";

type HexRow = { offset: string; bytes: string[]; ascii: string };

const ROW_BYTES = 16;

const printable = (byte: number) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".");

/** One character a byte, dots for what has no shape. */
export function asciiOf(hex: string): string {
  return Array.from(hexToBytes(hex), printable).join("");
}

/** Rows of sixteen bytes with their offset and text. */
export function hexRows(hex: string): HexRow[] {
  return groups(hex, ROW_BYTES * 2).map((row, at) => ({
    offset: (at * ROW_BYTES).toString(16).padStart(4, "0").toUpperCase(),
    bytes: groups(row.toUpperCase(), 2),
    ascii: asciiOf(row),
  }));
}

type Sent = { payload: string; f_port?: number | null; content: object };

/** The bytes of a message; what is no LoRaWAN frame has none, but what its client published. */
export const sentText = ({ payload, f_port, content }: Sent, most: number): string =>
  payload === "" && (f_port ?? null) === null
    ? JSON.stringify(content).slice(0, most * 8)
    : cutMiddle(payload, most);

/** `21 07 03`. */
export const spacedHex = (hex: string) => groups(hex.toUpperCase(), 2).join(" ");

/** `[0x21, 0x07, 0x03]`, as scripts take it. */
export const byteArray = (hex: string) =>
  `[${groups(hex, 2)
    .map((byte) => `0x${byte}`)
    .join(", ")}]`;

export function hexToBase64(hex: string): string {
  let text = "";
  for (const byte of hexToBytes(hex)) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Null when the text is no Base64. */
export function base64ToHex(text: string): string | null {
  try {
    return Array.from(atob(text), (letter) =>
      letter.charCodeAt(0).toString(16).padStart(2, "0"),
    ).join("");
  } catch {
    return null;
  }
}

/** Long payloads are cut in the middle: both ends tell frames apart. */
export function cutMiddle(hex: string, bytes: number): string {
  if (hex.length <= bytes * 2) return spacedHex(hex);
  const half = Math.floor(bytes / 2) * 2;
  return `${spacedHex(hex.slice(0, half))} … ${spacedHex(hex.slice(-half))}`;
}
