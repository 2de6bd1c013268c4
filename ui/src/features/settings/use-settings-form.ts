import { useTranslation } from "react-i18next";

import { keys } from "../../api/keys";
import { useUpdateSettings } from "../../api/mutations";
import { getSettings } from "../../api/queries";
import type { InstanceSettings } from "../../api/types";
import { useDraftSave } from "../../components/drafts/use-draft-save";
import { useDraft } from "../../components/fields/use-draft";

/** What a part of such a form is given. */
export type SettingsProps = {
  values: InstanceSettings;
  errorAt: (field: keyof InstanceSettings) => string | undefined;
  set: (change: Partial<InstanceSettings>) => void;
};

/** A form over some of the instance's settings; `name` keeps its draft apart from those of others. */
export function useSettingsForm(stored: InstanceSettings, name: string) {
  const { t } = useTranslation();
  const draft = useDraft(stored, name, { record: name });
  const update = useUpdateSettings();
  const { errors, edit, save, send, discard } = useDraftSave({
    draft,
    queryKey: keys.settings,
    load: getSettings,
    valuesOf: (newest) => newest,
    update: update.mutate,
    saved: t("settings.saved"),
    failed: t("settings.saveFailed"),
  });
  return {
    draft,
    values: draft.values,
    errorAt: (field: keyof InstanceSettings): string | undefined => errors[field],
    set: edit,
    send,
    save,
    discard,
    saving: update.isPending,
  };
}
