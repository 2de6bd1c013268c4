import { useTranslation } from "react-i18next";

import { useCreateGroup } from "../../../api/alarms";
import { at } from "../../../state/routes-at";
import { NewRecordPanel } from "../../../components/records/NewRecordPanel";
import { useNewRecord } from "../../../components/records/use-new-record";
import { checkGroup } from "./group-check";
import { newGroup } from "./group-values";
import { GroupFields } from "./GroupFields";

/** Adds a notification group. */
export function NewGroupPanel() {
  const { t } = useTranslation();
  const { values, errors, edit, saving, save, close } = useNewRecord({
    initial: newGroup,
    check: (entered) => checkGroup(t, entered),
    inputOf: (entered) => (entered.channel === "EMAIL" ? entered : { ...entered, recipients: [] }),
    create: useCreateGroup(),
    page: `${at.alarms}/groups`,
    created: (name) => t("groups.created", { name }),
  });
  return (
    <NewRecordPanel
      testId="panel-notification-group"
      verb={t("groups.add")}
      saving={saving}
      onSave={save}
      onClose={close}
    >
      <GroupFields values={values} errors={errors} onChange={edit} />
    </NewRecordPanel>
  );
}
