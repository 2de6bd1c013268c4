import { useQuery } from "@tanstack/react-query";

/** A cron expression as a sentence; null while the words are loading and when there is none. */
export function useCronSentence(cron: string, language: "en" | "zh-CN"): string | null {
  const { data } = useQuery({
    queryKey: ["cron-sentence", cron, language],
    queryFn: () => describe(cron, language),
    enabled: cron.trim() !== "",
    staleTime: Infinity,
  });
  return data ?? null;
}

/** The words are only needed where schedules are shown, so they are loaded there. */
export async function describe(cron: string, language: "en" | "zh-CN"): Promise<string | null> {
  const { default: cronstrue } = await import("cronstrue/i18n");
  try {
    const sentence = cronstrue.toString(cron, {
      locale: language === "en" ? "en" : "zh_CN",
      use24HourTimeFormat: true,
      verbose: false,
    });
    return language === "en" ? sentence : inChinese(sentence);
  } catch {
    return null;
  }
}

/**
 * The library's Chinese with the marks of Chinese. It has one comma for lists and for clauses: a list
 * ends with "和", and a clause begins with one of few words.
 */
const inChinese = (sentence: string): string =>
  sentence
    .replaceAll(/ +/g, " ")
    .replaceAll(", 和 ", " 和 ")
    .replaceAll(/, (?=[^每限仅在从或]* 和 )/g, "、")
    .replaceAll(", ", "，")
    .replaceAll(/(\p{Script=Han}) (?=\p{Script=Han})/gu, "$1")
    .replaceAll(/(\p{Script=Han})(?=\d)/gu, "$1 ");
