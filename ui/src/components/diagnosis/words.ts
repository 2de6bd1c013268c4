// The findings of a diagnosis in the language of the window. Codes of a newer instance are shown
// in the instance's own English.

import type { TFunction } from "i18next";

import type { Finding, Severity } from "../../api/types";
import { i18next } from "../../state/language/i18n";
import { megahertz } from "../../lib/units";
import type en from "../../locales/en.json";
import { REFUSALS, verdictWord } from "../frames/words";
import type { Sign } from "../values/StateChip";

type Words = (typeof en)["diagnosis"];

/** Whether a part of the words knows a code. */
const has = <Part extends "titles" | "details" | "next" | "afterError">(
  part: Part,
  code: string,
): code is Extract<keyof Words[Part], string> => i18next.exists(`diagnosis.${part}.${code}`);

const isRefusal = (code: string): code is (typeof REFUSALS)[number] =>
  (REFUSALS as readonly string[]).includes(code);

const severitySign: Record<Severity, Sign> = { cause: "error", hint: "warning", fine: "ok" };

/** Silence is no fault: a sleeping meter is grey, not a warning. */
export const findingSign = (finding: Finding): Sign =>
  finding.code === "silent"
    ? "offline"
    : finding.code === "joined_no_uplink" || finding.code === "waiting"
      ? "progress"
      : severitySign[finding.severity];

type FindingText = { title: string; detail: string; next: string };

/** What the texts name. */
type Values = Partial<
  Record<
    | "at"
    | "ago"
    | "damaged"
    | "data_rate"
    | "delay"
    | "dev_addr"
    | "dev_eui"
    | "digits"
    | "error"
    | "freq"
    | "gateway"
    | "joins"
    | "known"
    | "standard"
    | "uplinks"
    | "verdict"
    | "window",
    string
  >
>;

/** `when` writes a time, `ago` its distance from now. */
export function findingText(
  finding: Finding,
  t: TFunction,
  when: (at: string) => string,
  ago: (at: string) => string,
): FindingText {
  const { code, params } = finding;
  const at = params["at"] ?? "";
  const values: Values = {
    ...params,
    at: when(at),
    ago: ago(at),
    freq: megahertz(Number(params["freq"])),
    verdict: verdictWord(params["code"] ?? "", t),
  };
  const title = has("titles", code) ? t(`diagnosis.titles.${code}`, values) : finding.title;
  return { title, detail: detail(finding, t, values), next: next(finding, t) };
}

function detail(finding: Finding, t: TFunction, values: Values): string {
  const { code } = finding;
  const proved = code === "dev_eui_near" && finding.params["key_fits"] === "true";
  if (proved) return t("diagnosis.details.dev_eui_proved", values);
  if (has("details", code)) return t(`diagnosis.details.${code}`, values);
  // The instance's sentence knows the numbers of this frame, but speaks English only.
  if (i18next.language !== "en" && isRefusal(code)) return t(`frames.whys.${code}`);
  return finding.detail;
}

function next(finding: Finding, t: TFunction): string {
  const { code } = finding;
  const error = finding.params["error"] ?? "";
  if (error !== "" && has("afterError", error)) return t(`diagnosis.afterError.${error}`);
  if (has("next", code)) return t(`diagnosis.next.${code}`);
  if (i18next.language !== "en" && isRefusal(code)) return t(`frames.fixes.${code}`);
  return finding.next_step;
}

/** Filters of the frame list that show what a finding is about. */
export function framesOf(finding: Finding, eui: string): Record<string, string> {
  const { code, params } = finding;
  if (code.startsWith("dev_eui_")) return { dev_eui: params["dev_eui"] ?? eui };
  if (code.startsWith("dev_addr_")) return { dev_addr: params["dev_addr"] ?? "" };
  if (code === "app_key_reversed") return { dev_eui: eui, verdict: "join_mic_failed" };
  if (code === "waiting") return { dev_eui: eui, verdict: params["code"] ?? "" };
  if (code.startsWith("join_accept_") || code === "joined_no_uplink") {
    return { dev_eui: eui, q: "join" };
  }
  return isRefusal(code) ? { dev_eui: eui, verdict: code } : { dev_eui: eui };
}
