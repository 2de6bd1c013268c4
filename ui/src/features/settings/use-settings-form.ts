import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { keys } from "../../api/keys";
import { useUpdateSettings } from "../../api/mutations";
import { toProblem } from "../../api/problem";
import { getSettings } from "../../api/queries";
import type { InstanceSettings } from "../../api/types";
import { useNewest } from "../../components/drafts/use-newest";
import { useDraft } from "../../components/fields/use-draft";
import { toastDone, toastFailed } from "../../components/toast";
import { useLeaveGuard } from "../../components/use-leave-guard";

/** A form over some of the instance's settings; `name` keeps its draft apart from those of others. */
export function useSettingsForm(stored: InstanceSettings, name: string) {
  const { t } = useTranslation();
  const draft = useDraft(stored, name, { record: name });
  const isNewest = useNewest(keys.settings, getSettings, (newest) => newest, draft);
  const update = useUpdateSettings();
  const [refusal, setRefusal] = useState<{ field: string; text: string } | null>(null);
  useLeaveGuard(draft.changes > 0, () => false, draft.reset);

  function send(): void {
    update.mutate(draft.changed, {
      onSuccess() {
        draft.reset();
        toastDone(t("settings.saved"));
      },
      onError(error) {
        const problem = toProblem(error);
        if (problem.field && problem.field in stored) {
          setRefusal({ field: problem.field, text: problem.detail });
        } else toastFailed(t("settings.saveFailed"), error);
      },
    });
  }

  return {
    draft,
    values: draft.values,
    errorAt: (field: keyof InstanceSettings): ReactNode =>
      refusal?.field === field ? refusal.text : undefined,
    set(change: Partial<InstanceSettings>): void {
      setRefusal(null);
      draft.set(change);
    },
    send,
    save(): void {
      isNewest().then(
        (newest) => newest && send(),
        (error: unknown) => toastFailed(t("settings.saveFailed"), error),
      );
    },
    saving: update.isPending,
  };
}
