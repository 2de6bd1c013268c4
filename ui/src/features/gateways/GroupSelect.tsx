import { Select } from "antd";
import { useTranslation } from "react-i18next";

import { alarmPaths } from "../../api/alarms";
import { useList } from "../../api/list";
import type { NotificationGroup } from "../../api/types";
import { useFieldIds } from "../../components/fields/Field";
import css from "../../components/fields/Field.module.css";
import { fold } from "../../lib/text";

type Props = { value: string[]; onChange: (names: string[]) => void };

/** Notification groups by name, with how each is told. */
export function GroupSelect({ value, onChange }: Props) {
  const { t } = useTranslation();
  const { id, describedBy } = useFieldIds();
  const groups = useList<NotificationGroup>("notification-groups", alarmPaths.groups, {
    sort: "name",
  });
  return (
    // The library chooses the marked entry also when one leaves with Tab.
    <div
      className={css["tags"] ?? ""}
      onKeyDownCapture={(event) => {
        if (event.key === "Tab") event.stopPropagation();
      }}
    >
      <Select
        id={id}
        className={css["tags"] ?? ""}
        mode="multiple"
        value={value}
        loading={groups.isPending}
        placeholder={t("gateways.toldNobody")}
        notFoundContent={t("gateways.noGroups")}
        aria-describedby={describedBy}
        onChange={onChange}
        showSearch={{
          filterOption: (typed, option) => fold(option?.value ?? "").includes(fold(typed)),
        }}
        options={groups.rows.map((group) => ({ value: group.name, label: group.name, group }))}
        optionRender={({ data }) => (
          <span className={css["option"]}>
            <span>{data.group.name}</span>
            <span className="hint">{t(`groups.channels.${data.group.channel}`)}</span>
            {!data.group.enable && <span className="hint">{t("groups.off")}</span>}
          </span>
        )}
      />
    </div>
  );
}
