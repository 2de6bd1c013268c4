import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";

import { useList } from "../../api/list";
import { taskPaths, useDeleteScheduledTask, useUpdateScheduledTask } from "../../api/tasks";
import type { ScheduledTask } from "../../api/types";
import { useCommand } from "../../app/commands";
import { at } from "../../app/routes-at";
import { useListState } from "../../app/url-state";
import { confirm } from "../../components/confirm";
import { EmptyState } from "../../components/EmptyState";
import { DataGrid } from "../../components/grid/DataGrid";
import { FilterBar } from "../../components/grid/FilterBar";
import { neighbours } from "../../components/grid/neighbours";
import { Page } from "../../components/Page";
import { Split } from "../../components/Panel";
import { toastDone, toastFailed } from "../../components/toast";
import { WriteButton } from "../../components/WriteButton";
import { count } from "../../lib/units";
import { scheduleColumns } from "./columns";
import { NewSchedulePanel } from "./NewSchedulePanel";
import { SchedulePanel } from "./SchedulePanel";

const keyOf = (row: ScheduledTask) => row.id;

/** When device executions run. */
export function SchedulesPage() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { id, tab } = useParams();
  const state = useListState(["q"], "name");
  const source = useList<ScheduledTask>("scheduled-tasks", taskPaths.schedules, state.query);
  const columns = useMemo(() => scheduleColumns(t), [t]);
  const update = useUpdateScheduledTask();
  const remove = useDeleteScheduledTask();
  const go = (key: string | null, view?: string) =>
    void navigate([at.scheduledTasks, key, key && view].filter(Boolean).join("/"));
  const add = () => go("new");
  useCommand({ id: "add", title: t("schedules.add"), keys: "n|Ctrl+n", run: add });

  async function ask(row: ScheduledTask): Promise<void> {
    const yes = await confirm({
      level: 1,
      title: t("schedules.deleteTitle", { name: row.name }),
      text: t("schedules.deleteText"),
      verb: t("schedules.deleteVerb"),
    });
    if (!yes) return;
    remove.mutate(row.id, {
      onSuccess() {
        toastDone(t("schedules.deleted", { name: row.name }));
        if (row.id === id) go(null);
      },
      onError: (error) => toastFailed(t("errors.failed"), error),
    });
  }

  return (
    <Page
      title={t("nav.scheduledTasks")}
      group={t("nav.configuration")}
      actions={
        <WriteButton type="primary" icon={<PlusOutlined />} onClick={add}>
          {t("schedules.add")}
        </WriteButton>
      }
    >
      <Split
        onMask={() => go(null)}
        panel={
          id === "new" ? (
            <NewSchedulePanel />
          ) : id ? (
            <SchedulePanel
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
          <DataGrid<ScheduledTask>
            id="scheduled-tasks"
            label={t("nav.scheduledTasks")}
            columns={columns}
            source={source}
            rowKey={keyOf}
            sort={state.sort}
            onSort={state.setSort}
            openKey={id}
            onOpen={(row) => go(row.id)}
            onAction={(row, action) => {
              if (action === "executions") go(row.id, "executions");
              if (action === "enable") {
                update.mutate(
                  { id: row.id, body: { enable: !row.enable } },
                  { onError: (error) => toastFailed(t("errors.failed"), error) },
                );
              }
            }}
            onDelete={(row) => void ask(row)}
            rowMenu={(row) => [
              { key: "open", label: t("common.open"), onSelect: () => go(row.id) },
              {
                key: "executions",
                label: t("nav.deviceExecutions"),
                onSelect: () => go(row.id, "executions"),
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
            filters={<FilterBar state={state} placeholder={t("schedules.search")} filters={[]} />}
            empty={
              <EmptyState title={t("schedules.emptyTitle")} text={t("schedules.emptyText")}>
                <WriteButton type="primary" onClick={add}>
                  {t("schedules.add")}
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
              t("schedules.count", { count: total, amount: count(total, i18n.language) })
            }
          />
        }
      />
    </Page>
  );
}
