import type { TFunction } from "i18next";

import { i18next } from "../../../state/language/i18n";

/** Why an outside broker is not connected, as the API names it; each has a sentence. */
const REASONS = [
  "unknown_host",
  "refused",
  "timeout",
  "network",
  "configuration",
  "untrusted_certificate",
  "certificate_name",
  "certificate_expired",
  "client_certificate",
  "tls",
  "credentials",
  "client_id",
  "unavailable",
  "subscription",
  "closed",
  "protocol",
  "too_large",
  "silent",
  "unacknowledged",
  "busy",
] as const;

type Reason = (typeof REASONS)[number];

const isReason = (code: string): code is Reason => (REASONS as readonly string[]).includes(code);

/**
 * Why a connection failed, in the language of the window. The instance's own sentence knows more,
 * but speaks English only.
 */
export function brokerReason(
  t: TFunction,
  code: string | null | undefined,
  own: string | null | undefined,
): string {
  const known = code && isReason(code) ? t(`outsideBrokers.reasons.${code}`) : "";
  const said = i18next.language === "en" ? own || known : known || own;
  return said || (code ?? "");
}
