import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { useCreateGroup } from "../../api/alarms";
import { at } from "../../app/routes-at";
import { same } from "../../components/fields/use-draft";
import { Panel } from "../../components/Panel";
import { SaveBar } from "../../components/SaveBar";
import { toastDone } from "../../components/toast";
import { useLeaveGuard } from "../../components/use-leave-guard";
import css from "./Alarms.module.css";
import { checkGroup, refusedFields } from "./group-check";
import { newGroup } from "./group-values";
import { GroupFields } from "./GroupFields";

/** Adds a notification group. */
export function NewGroupPanel() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [values, setValues] = useState(newGroup);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const create = useCreateGroup();
  const list = `${at.alarms}/groups`;
  const close = () => void navigate(list);
  const saved = create.isPending || create.isSuccess;
  useLeaveGuard(!same(values, newGroup) && !saved, () => false);

  function save(): void {
    const wrong = checkGroup(t, values);
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return;
    create.mutate(values.channel === "EMAIL" ? values : { ...values, recipients: [] }, {
      onSuccess(group) {
        toastDone(t("groups.created", { name: group.name }));
        void navigate(`${list}/${group.id}`);
      },
      onError: (failure) => setErrors(refusedFields(t, failure)),
    });
  }

  return (
    <Panel
      testId="panel-notification-group"
      title={t("groups.add")}
      onClose={close}
      footer={
        <SaveBar
          always
          changes={0}
          saving={create.isPending}
          verb={t("groups.add")}
          onSave={save}
          onDiscard={close}
        />
      }
    >
      <div className={css["scroll"]}>
        <GroupFields
          values={values}
          errors={errors}
          onChange={(change) => {
            setErrors({});
            setValues((now) => ({ ...now, ...change }));
          }}
        />
      </div>
    </Panel>
  );
}
