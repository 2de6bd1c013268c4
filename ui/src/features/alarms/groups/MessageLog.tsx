import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { alarmPaths, useMessages } from "../../../api/alarms";
import { useList } from "../../../api/list";
import type { NotificationGroup, NotificationLogEntry } from "../../../api/types";
import { usePreferences } from "../../../state/preferences";
import { useListState } from "../../../state/url-state";
import { Choice } from "../../../components/fields/Choice";
import { EmptyState } from "../../../components/states/EmptyState";
import { DataGrid } from "../../../components/grid/DataGrid";
import { messageColumns } from "./group-columns";

const keyOf = (row: NotificationLogEntry) => row.id;

/** What became of every message, also of those to groups that do not exist. */
export function MessageLog() {
  const { t } = useTranslation();
  const state = useListState(["group"], "");
  const source = useMessages(state.query);
  const groups = useList<NotificationGroup>("notification-groups", alarmPaths.groups, {
    sort: "name",
  });
  const zone = usePreferences((all) => all.zone);
  const columns = useMemo(() => messageColumns(t, zone), [t, zone]);
  const chosen = state.filters["group"] ?? "";
  const names = new Set([...groups.rows.map(({ name }) => name), chosen].filter(Boolean));
  return (
    <DataGrid<NotificationLogEntry>
      id="notification-log"
      label={t("groups.log")}
      columns={columns}
      source={source}
      rowKey={keyOf}
      state={state}
      onOpen={() => undefined}
      filters={
        <label style={{ display: "flex", gap: 8, alignItems: "center", minWidth: 260 }}>
          <span style={{ whiteSpace: "nowrap" }}>{t("groups.group")}</span>
          <Choice
            value={chosen}
            options={[
              { value: "", label: t("groups.all") },
              ...[...names].map((name) => ({ value: name, label: name })),
            ]}
            onChange={(name) => state.setFilter("group", name || null)}
          />
        </label>
      }
      empty={<EmptyState title={t("groups.noMessages")} text={t("groups.noMessagesText")} />}
      countText={(count) => t("groups.messageCount", { count })}
    />
  );
}
