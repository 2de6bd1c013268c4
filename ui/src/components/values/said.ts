// Sentences of the instance in the language of the page.

import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

import type { Json, Said } from "../../api/types";
import { i18next } from "../../app/language/i18n";
import { usePreferences } from "../../app/preferences";
import { absolute, type Zone } from "../../lib/time";
import type en from "../../locales/en.json";

type Field = keyof (typeof en)["bulkPlan"]["field"];

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
    const [first = "", ...rest] = parts;
    // Lines bring their own beginning.
    return rest.reduce(
      (all, part) => (part.startsWith("\n") ? all + part : `${all}${t("common.listComma")}${part}`),
      first,
    );
  }
  if (isSaid(value)) return saidText(t, zone, value, value.text);
  if (typeof value !== "string") return value;
  if (name === "at" || name.endsWith("_at")) return absolute(value, zone);
  return name === "fields" && isField(value) ? t(`bulkPlan.field.${value}`) : value;
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
