import { Button } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { alarmPaths, useDeleteGroup, useUpdateGroup } from "../../api/alarms";
import { useList } from "../../api/list";
import type { NotificationGroup } from "../../api/types";
import { useCommand } from "../../app/commands";
import { at } from "../../app/routes-at";
import { useListState } from "../../app/url-state";
import { confirm } from "../../components/confirm";
import { EmptyState } from "../../components/EmptyState";
import { DataGrid } from "../../components/grid/DataGrid";
import { FilterBar } from "../../components/grid/FilterBar";
import { neighbours } from "../../components/grid/neighbours";
import { Split } from "../../components/Panel";
import { toastDone, toastFailed } from "../../components/toast";
import { WriteButton } from "../../components/WriteButton";
import { count } from "../../lib/units";
import { groupColumns } from "./group-columns";
import { GroupPanel } from "./GroupPanel";
import { NewGroupPanel } from "./NewGroupPanel";

const keyOf = (row: NotificationGroup) => row.id;

type Props = { id: string | undefined; tab: string | undefined };

/** Who is told of alarms. */
export function NotificationGroups({ id, tab }: Props) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const state = useListState(["q"], "name");
  const source = useList<NotificationGroup>("notification-groups", alarmPaths.groups, state.query);
  const columns = useMemo(() => groupColumns(t), [t]);
  const update = useUpdateGroup();
  const remove = useDeleteGroup();
  const go = (key: string | null, view?: string) =>
    void navigate([at.alarms, "groups", key, key && view].filter(Boolean).join("/"));
  const add = () => go("new");
  useCommand({ id: "add", title: t("groups.add"), keys: "n|Ctrl+n", run: add });

  async function ask(row: NotificationGroup): Promise<void> {
    const yes = await confirm({
      level: 1,
      title: t("groups.deleteTitle", { name: row.name }),
      text: t("groups.deleteText"),
      verb: t("groups.deleteVerb"),
    });
    if (!yes) return;
    remove.mutate(row.id, {
      onSuccess() {
        toastDone(t("groups.deleted", { name: row.name }));
        if (row.id === id) go(null);
      },
      onError: (error) => toastFailed(t("errors.failed"), error),
    });
  }

  return (
    <Split
      onMask={() => go(null)}
      panel={
        id === "new" ? (
          <NewGroupPanel />
        ) : id ? (
          <GroupPanel
            id={id}
            tab={tab ?? "settings"}
            onTab={(next) => go(id, next)}
            onClose={() => go(null)}
            onDelete={(row) => void ask(row)}
            {...neighbours(source.rows, keyOf, id, (key) => go(key, tab))}
          />
        ) : undefined
      }
      list={
        <DataGrid<NotificationGroup>
          id="notification-groups"
          label={t("groups.title")}
          columns={columns}
          source={source}
          rowKey={keyOf}
          sort={state.sort}
          onSort={state.setSort}
          openKey={id}
          onOpen={(row) => go(row.id)}
          onAction={(row, action) => {
            if (action !== "enable") return;
            update.mutate(
              { id: row.id, body: { enable: !row.enable } },
              { onError: (error) => toastFailed(t("errors.failed"), error) },
            );
          }}
          onDelete={(row) => void ask(row)}
          rowMenu={(row) => [
            { key: "open", label: t("common.open"), onSelect: () => go(row.id) },
            {
              key: "messages",
              label: t("groups.messages"),
              onSelect: () => go(row.id, "messages"),
            },
            "divider",
            {
              key: "delete",
              label: t("common.delete"),
              danger: true,
              writes: true,
              onSelect: () => void ask(row),
            },
          ]}
          filters={<FilterBar state={state} placeholder={t("groups.search")} filters={[]} />}
          empty={
            <EmptyState title={t("groups.emptyTitle")} text={t("groups.emptyText")}>
              <WriteButton type="primary" onClick={add}>
                {t("groups.add")}
              </WriteButton>
            </EmptyState>
          }
          emptyFiltered={
            state.filters["q"] === undefined ? null : (
              <EmptyState title={t("grid.noMatch")} text={t("grid.noMatchText")}>
                <Button onClick={state.clear}>{t("grid.clearFilters")}</Button>
              </EmptyState>
            )
          }
          countText={(total) =>
            t("groups.count", { count: total, amount: count(total, i18n.language) })
          }
        />
      }
    />
  );
}
