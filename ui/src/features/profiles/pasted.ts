// What can be pasted into the form of a new profile: labelled text, a line of a table, a QR text.

import { readDeviceCode, type DeviceCode } from "../../lib/device-code";
import { cleanHex, isHex } from "../../lib/hex";
import type { ProfileValues } from "./profile-form";

export type Pasted = Partial<
  Pick<
    ProfileValues,
    "dev_eui" | "dev_addr" | "app_key" | "apps_key" | "nwks_key" | "join_eui" | "join_mode"
  >
>;

const labels: [RegExp, keyof Pasted, number][] = [
  [/dev[\s_-]*eui/i, "dev_eui", 16],
  [/(?:join|app)[\s_-]*eui/i, "join_eui", 16],
  [/dev[\s_-]*addr(?:ess)?/i, "dev_addr", 8],
  [/(?:app[\s_-]*s(?:ession)?[\s_-]*key|apps[\s_-]*key)/i, "apps_key", 32],
  [/(?:nwk|network)[\s_-]*s(?:ession)?[\s_-]*(?:enc)?[\s_-]*key|nwks[\s_-]*key/i, "nwks_key", 32],
  [/app[\s_-]*key/i, "app_key", 32],
];

const CELLS = /[,;\t]/;

/** A line of a table, with the line of its column names above it or by the lengths of its cells. */
function readTable(block: string): Pasted {
  const lines = block.trim().split(/\r?\n/);
  const [first = [], second] = lines.map((line) =>
    line.split(CELLS).map((cell) => cell.trim().replaceAll('"', "")),
  );
  if (first.length < 2) return {};
  const names = first.map((cell) => labels.find(([label]) => isWhole(label, cell))?.[1]);
  if (names.some(Boolean)) {
    const found: Pasted = {};
    names.forEach((name, at) => {
      const wanted = labels.find(([, field]) => field === name)?.[2];
      const value = cleanHex(second?.[at] ?? "");
      if (name && value !== "" && isHex(value, wanted)) Object.assign(found, { [name]: value });
    });
    return found;
  }
  const cells = first.map(cleanHex).filter((cell) => cell !== "" && isHex(cell));
  const of = (length: number) => cells.filter((cell) => cell.length === length);
  const [dev_eui, join_eui] = of(16);
  const [dev_addr] = of(8);
  const keys = of(32);
  if (dev_eui === undefined || keys.length === 0) return {};
  // The order of the export: AppSKey before NwkSKey.
  if (dev_addr !== undefined && keys.length > 1) {
    return { dev_eui, dev_addr, apps_key: keys[0] ?? "", nwks_key: keys[1] ?? "" };
  }
  if (keys.length > 1) return { dev_eui };
  return { dev_eui, app_key: keys[0] ?? "", ...(join_eui ? { join_eui } : {}) };
}

const isWhole = (label: RegExp, text: string) =>
  new RegExp(`^(?:${label.source})$`, "i").test(text);

/** Reads a block such as `DevEUI: … AppKey: …` or a device's QR text. */
export function readPasted(block: string): Pasted {
  const code = readDeviceCode(block);
  if (code?.damaged) return {};
  if (code) return { join_eui: code.join_eui, dev_eui: code.dev_eui, join_mode: "OTAA" };
  const found = readTable(block);
  for (const [label, field, length] of labels) {
    if (found[field] !== undefined) continue;
    const digits = `((?:0x)?[0-9a-f](?:[\\s:.,-]*(?:0x)?[0-9a-f]){${length - 1}})(?![0-9a-f])`;
    const match = new RegExp(`(?:^|[^a-z])(?:${label.source})["'\\s:=,;]*${digits}`, "i").exec(
      block,
    );
    const value = match ? cleanHex(match.at(-1) ?? "") : "";
    if (isHex(value, length)) Object.assign(found, { [field]: value });
  }
  if (found.apps_key || found.nwks_key || found.dev_addr) found.join_mode = "ABP";
  else if (found.app_key) found.join_mode = "OTAA";
  return found;
}

/** The name in labelled text, such as `Name: Hall`; null when there is none. */
export function readName(block: string): string | null {
  const name = /^[ \t]*(?:device[ _]?)?name[ \t]*[:=][ \t]*(.+)$/im.exec(block)?.[1]?.trim();
  return name ? name.slice(0, 255) : null;
}

type CodePart = "profileId" | "serial" | "owner" | "proprietary";

/** What a device's QR text says that a profile has no field for. */
export function leftOf(code: DeviceCode): { part: CodePart; value: string }[] {
  const parts: [CodePart, string | null][] = [
    ["profileId", code.profile_id],
    ["serial", code.serial],
    ["owner", code.owner],
    ["proprietary", code.proprietary],
  ];
  return parts.flatMap(([part, value]) => (value ? [{ part, value }] : []));
}
