import { useTranslation } from "react-i18next";

import { alarmPaths, useDeleteGroup, useUpdateGroup } from "../../../api/alarms";
import type { NotificationGroup } from "../../../api/types";
import { at } from "../../../state/routes-at";
import { RecordList } from "../../../components/records/RecordList";
import { groupColumns } from "./group-columns";
import { GroupPanel } from "./GroupPanel";
import { NewGroupPanel } from "./NewGroupPanel";

type Props = { id: string | undefined; tab: string | undefined };

/** Who is told of alarms. */
export function NotificationGroups({ id, tab }: Props) {
  const { t } = useTranslation();
  const update = useUpdateGroup();
  const remove = useDeleteGroup();
  return (
    <RecordList<NotificationGroup>
      words="groups"
      resource="notification-groups"
      path={alarmPaths.groups}
      page={`${at.alarms}/groups`}
      label={t("groups.title")}
      id={id}
      tab={tab}
      columns={groupColumns}
      second={{ key: "messages", label: t("groups.messages") }}
      update={update}
      remove={remove}
      adding={<NewGroupPanel />}
      panel={(open) => <GroupPanel open={open} />}
    />
  );
}
