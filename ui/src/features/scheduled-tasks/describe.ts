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
async function describe(cron: string, language: "en" | "zh-CN"): Promise<string | null> {
  const { default: cronstrue } = await import("cronstrue/i18n");
  try {
    return cronstrue.toString(cron, {
      locale: language === "en" ? "en" : "zh_CN",
      use24HourTimeFormat: true,
      verbose: false,
    });
  } catch {
    return null;
  }
}
