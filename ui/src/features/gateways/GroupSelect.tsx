import { useTranslation } from "react-i18next";

import { alarmPaths } from "../../api/alarms";
import { useList } from "../../api/list";
import type { NotificationGroup } from "../../api/types";
import { MultiSelect } from "../../components/fields/MultiSelect";

type Props = { value: string[]; onChange: (names: string[]) => void };

/** Notification groups by name, with how each is told. */
export function GroupSelect({ value, onChange }: Props) {
  const { t } = useTranslation();
  const groups = useList<NotificationGroup>("notification-groups", alarmPaths.groups, {
    sort: "name",
  });
  return (
    <MultiSelect
      value={value}
      onChange={onChange}
      isPending={groups.isPending}
      placeholder={t("gateways.toldNobody")}
      nothing={t("gateways.noGroups")}
      options={groups.rows.map((group) => ({
        value: group.name,
        label: group.name,
        search: group.name,
        group,
      }))}
      render={({ group }) => (
        <>
          <span>{group.name}</span>
          <span className="hint">{t(`groups.channels.${group.channel}`)}</span>
          {!group.enable && <span className="hint">{t("groups.off")}</span>}
        </>
      )}
    />
  );
}
