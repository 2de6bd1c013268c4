// Sentences of the instance in the language of the page.

import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

import type { Json, Said } from "../../api/types";
import { i18next } from "../../state/language/i18n";
import { usePreferences } from "../../state/preferences";
import { fold } from "../../lib/text";
import { absolute, type Zone } from "../../lib/time";
import type en from "../../locales/en.json";
import { clausesOf, explained, listOf } from "./phrases";

type Field = keyof (typeof en)["bulkPlan"]["field"];

type TxCode = keyof (typeof en)["gateways"]["txCode"];

/** Why a gateway refused a frame, in its protocol's words. */
const isTxCode = (word: string): word is TxCode => i18next.exists(`gateways.txCode.${word}`);
const isField = (word: string): word is Field => i18next.exists(`bulkPlan.field.${word}`);
/** A later version of the instance may have sentences that this page does not know. */
const isKnown = ({ code }: Said) => i18next.exists(`said.${code}`, { count: 2 });
const isSaid = (value: Json): value is Json & Said =>
  typeof value === "object" && value !== null && "code" in value && "params" in value;

/** A sentence as the page says it; `text` is what the instance says in English. */
export function saidText(
  t: TFunction,
  zone: Zone,
  said: Said | null | undefined,
  text: string,
): string {
  if (!said) return text;
  if (!isKnown(said)) return said.text;
  const values = Object.entries(said.params as Record<string, Json>);
  return t(
    `said.${said.code}`,
    Object.fromEntries(values.map(([name, value]) => [name, valueText(t, zone, name, value)])),
  );
}

function valueText(t: TFunction, zone: Zone, name: string, value: Json): Json {
  if (Array.isArray(value)) {
    const parts = value.map((part) => String(valueText(t, zone, name, part)));
    if (name === "lines") return parts.map((part) => `\n- ${part}`).join("");
    return value.some(isSaid) ? clausesOf(t, parts) : listOf(t, parts);
  }
  if (isSaid(value)) return saidText(t, zone, value, value.text);
  if (typeof value !== "string") return value;
  if (name === "at" || name.endsWith("_at")) return absolute(value, zone);
  if (name === "code" && isTxCode(value)) return explained(t, value, t(`gateways.txCode.${value}`));
  return name === "fields" && isField(value) ? t(`bulkPlan.field.${value}`) : value;
}

/** Whether the page can say it in its own language. */
export const isSayable = (said: Said | null | undefined): said is Said =>
  said !== null && said !== undefined && isKnown(said);

/**
 * Codes of the sentences whose own words, in the language of the page, have a text in them. What
 * stands between two values counts; the values themselves do not.
 */
export function sayingsWith(text: string): string[] {
  const wanted = fold(text.trim());
  if (wanted === "") return [];
  const sentences = i18next.getResource(i18next.language, "translation", "said") as
    Record<string, string> | undefined;
  const has = (sentence: string) =>
    sentence.split(/{{\w+}}/).some((words) => fold(words).includes(wanted));
  const found = Object.entries(sentences ?? {}).filter(([, sentence]) => has(sentence));
  return [...new Set(found.map(([key]) => key.replace(/_(one|other)$/, "")))];
}

/** Says sentences in the language and the time zone of the page. */
export function useSaid(): (said: Said | null | undefined, text: string) => string {
  const { t } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  return (said, text) => saidText(t, zone, said, text);
}

/** The same outside of components, as things are now. */
export const saidNow = (said: Said | null | undefined, text: string): string =>
  saidText(i18next.t, usePreferences.getState().zone, said, text);
