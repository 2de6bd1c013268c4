import { usePreferences } from "../../state/preferences";
import { useCronSentence } from "./describe";

type Props = { cron: string };

/** When a cron expression comes, as a sentence. */
export function CronText({ cron }: Props) {
  const language = usePreferences((all) => all.language);
  return <span title={cron}>{useCronSentence(cron, language) ?? cron}</span>;
}
