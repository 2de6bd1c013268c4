import type { TFunction } from "i18next";

import type { Frame, FrameKind } from "../../api/types";
import { i18next } from "../../state/language/i18n";
import type en from "../../locales/en.json";
import type { Sign } from "../values/StateChip";

/** Verdicts of frames that went their way. */
const TAKEN = [
  "accepted",
  "copy",
  "late_copy",
  "ghost",
  "retransmission",
  "join_repeat",
  "sent",
  "sent_unconfirmed",
] as const;

/** Why frames were refused, as the API names it; each has a sentence and a next step. */
export const REFUSALS = [
  "unknown_dev_addr",
  "mic_failed",
  "replay",
  "counter_reset",
  "counter_reused",
  "counter_exhausted",
  "profile_disabled",
  "unknown_dev_eui",
  "join_mic_failed",
  "dev_nonce_reused",
  "join_nonce_exhausted",
  "wrong_join_mode",
  "profile_incomplete",
  "malformed",
  "downlink_on_uplink_path",
  "unsupported_type",
  "proprietary",
  "unregistered_gateway",
  "gateway_disabled",
  "wrong_address",
  "crc_bad",
  "overload",
  "gateway_refused",
  "no_path",
  "gateway_busy",
  "duty_cycle",
  "internal_error",
] as const;

export const VERDICTS = [...TAKEN, ...REFUSALS] as const;

type Refusal = (typeof REFUSALS)[number];
type Verdict = (typeof VERDICTS)[number];

/** Refusals that a shared band brings every day: shown, but nothing to fix. */
const NOISE: readonly string[] = [
  "unknown_dev_addr",
  "malformed",
  "downlink_on_uplink_path",
  "unsupported_type",
  "proprietary",
  "crc_bad",
];

const isRefusal = (code: string): code is Refusal => (REFUSALS as readonly string[]).includes(code);
const isVerdict = (code: string): code is Verdict => (VERDICTS as readonly string[]).includes(code);

type Counted = keyof (typeof en)["frames"]["counted"];

/** Refusals before there is a frame to show: they are counted only. */
const isCounted = (code: string): code is Counted => i18next.exists(`frames.counted.${code}`);

/** A verdict in one or two words; a code of a newer instance is shown as it is. */
export function verdictWord(code: string, t: TFunction): string {
  if (isVerdict(code)) return t(`frames.verdicts.${code}`);
  return isCounted(code) ? t(`frames.counted.${code}`) : code;
}

export function verdictSign(frame: Pick<Frame, "accepted" | "verdict">): Sign {
  // Another gateway's copy of a frame that was taken.
  if (frame.verdict === "copy") return "offline";
  if (frame.verdict === "accepted" || frame.verdict === "sent") return "ok";
  if (isTaken(frame)) return "offline";
  return NOISE.includes(frame.verdict) ? "warning" : "error";
}

/** Nothing went wrong: it was used, or another gateway's copy of it was. */
export const isTaken = (frame: Pick<Frame, "accepted" | "verdict">) =>
  frame.accepted || (TAKEN as readonly string[]).includes(frame.verdict);

/** What became of a frame with which nothing went wrong. */
export function takenNote(t: TFunction, frame: Pick<Frame, "verdict">): string {
  const code = TAKEN.find((one) => one === frame.verdict) ?? "accepted";
  return t(`frames.notes.${code}`);
}

type Explanation = { why: string; fix: string };

/** Why a frame was refused and what to do about it; null when it was taken. */
export function explain(
  t: TFunction,
  frame: Pick<Frame, "accepted" | "verdict" | "reason"> & Partial<Pick<Frame, "next_step">>,
): Explanation | null {
  if (isTaken(frame)) return null;
  // The instance's sentence knows the numbers of this frame, but speaks English only.
  const own = frame.reason ?? "";
  const ownFix = frame.next_step ?? "";
  const english = i18next.language === "en";
  if (!isRefusal(frame.verdict)) return { why: own || frame.verdict, fix: ownFix };
  return {
    why: (english && own) || t(`frames.whys.${frame.verdict}`),
    fix: (english && ownFix) || t(`frames.fixes.${frame.verdict}`),
  };
}

const CHANNEL_WARNINGS = ["outside_band", "unknown_channel", "unknown_data_rate"] as const;

/** What is odd about an uplink's channel by the profile of its device, or null. */
export function channelWarning(frame: Pick<Frame, "channel_warning">, t: TFunction): string | null {
  const known = CHANNEL_WARNINGS.find((one) => one === frame.channel_warning);
  return known ? t(`diagnosis.channel.${known}`) : null;
}

const KINDS: readonly FrameKind[] = [
  "join_request",
  "join_accept",
  "unconfirmed_up",
  "confirmed_up",
  "unconfirmed_down",
  "confirmed_down",
  "proprietary",
  "malformed",
];

/** Kinds that people choose together: which way a frame went is a choice of its own. */
export const KIND_CHOICES: readonly (readonly [FrameKind, ...FrameKind[]])[] = [
  ["join_request"],
  ["join_accept"],
  ["unconfirmed_up", "unconfirmed_down"],
  ["confirmed_up", "confirmed_down"],
  ["proprietary"],
  ["malformed"],
];

export const kindWord = (kind: string, t: TFunction): string => {
  const known = KINDS.find((one) => one === kind);
  return known ? t(`frames.kind.${known}`) : kind;
};
