// The QR text on a device, LoRa Alliance TR005: `LW:D0:<JoinEUI>:<DevEUI>:<ProfileID>` and then any
// of `:O<owner token>`, `:S<serial number>`, `:P<proprietary>`, `:C<checksum>`.

export type DeviceCode = {
  join_eui: string;
  dev_eui: string;
  /** Vendor and its profile, 8 hex digits. */
  profile_id: string;
  serial: string | null;
  owner: string | null;
  proprietary: string | null;
  /** The checksum does not fit: a digit was read wrong. */
  damaged: boolean;
};

const SHAPE = /^LW:D0:([0-9a-f]{16}):([0-9a-f]{16})(?::([0-9a-f]{8}))?((?::[a-z][^:]*)*)$/i;

/** Reads a device's QR text; null when it is something else. */
export function readDeviceCode(text: string): DeviceCode | null {
  const whole = text.trim();
  const found = SHAPE.exec(whole);
  if (!found) return null;
  const [, join = "", dev = "", profile = "", extensions = ""] = found;
  const parts = extensions.split(":").filter((part) => part !== "");
  const of = (letter: string) =>
    parts.find((part) => part.charAt(0).toUpperCase() === letter)?.slice(1) ?? null;
  const sum = of("C");
  const summed = whole.slice(0, whole.toUpperCase().lastIndexOf(":C"));
  return {
    join_eui: join.toLowerCase(),
    dev_eui: dev.toLowerCase(),
    profile_id: profile.toLowerCase(),
    serial: of("S"),
    owner: of("O"),
    proprietary: of("P"),
    damaged: sum !== null && sum.toUpperCase() !== checksum(summed),
  };
}

/** Whether a text may become a device code while it is typed by a scanner: no hex begins so. */
export const looksLikeCode = (text: string) => /^\s*l/i.test(text);

/** CRC-16/MODBUS as four hex digits. */
function checksum(text: string): string {
  let crc = 0xffff;
  for (const byte of new TextEncoder().encode(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc.toString(16).toUpperCase().padStart(4, "0");
}
