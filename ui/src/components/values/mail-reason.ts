import type { TFunction } from "i18next";

import { i18next } from "../../app/language/i18n";

/** Why mail was not taken, as the API names it; each has a sentence. */
const REASONS = [
  "configuration",
  "message",
  "network",
  "timeout",
  "tls",
  "tls_required",
  "credentials",
  "refused",
  "busy",
  "protocol",
] as const;

type Reason = (typeof REASONS)[number];

const isReason = (code: string): code is Reason => (REASONS as readonly string[]).includes(code);

/**
 * Why a message was not sent, in the language of the window, with what the mail server itself
 * said to it.
 */
export function mailReason(
  t: TFunction,
  code: string | null | undefined,
  own: string | null | undefined,
): string {
  const known = code && isReason(code) ? t(`mail.reasons.${code}`) : "";
  if (i18next.language === "en" && own) return own;
  return [known, own].filter(Boolean).join(" — ") || (code ?? "");
}
