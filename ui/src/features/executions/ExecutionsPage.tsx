import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";

import { useList } from "../../api/list";
import { taskPaths, useDeleteExecution, useUpdateExecution } from "../../api/tasks";
import type { DeviceExecution } from "../../api/types";
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
import { isRunning, useExecutionActions } from "../../components/tasks/use-execution";
import { toastDone, toastFailed } from "../../components/toast";
import { WriteButton } from "../../components/WriteButton";
import { count } from "../../lib/units";
import { executionColumns } from "./columns";
import { ExecutionPanel } from "./ExecutionPanel";
import { NewExecutionPanel } from "./NewExecutionPanel";

const keyOf = (row: DeviceExecution) => row.id;

/** RPCs for groups of devices, by the clock or by hand. */
export function ExecutionsPage() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { id, tab } = useParams();
  const [search] = useSearchParams();
  const state = useListState(["q"], "name");
  const source = useList<DeviceExecution>("device-executions", taskPaths.executions, state.query);
  const columns = useMemo(() => executionColumns(t, i18n.language), [t, i18n.language]);
  const update = useUpdateExecution();
  const remove = useDeleteExecution();
  const { execute, stop } = useExecutionActions();
  const go = (key: string | null, view?: string) =>
    void navigate([at.deviceExecutions, key, key && view].filter(Boolean).join("/"));
  const add = () => go("new");
  useCommand({ id: "add", title: t("executions.add"), keys: "n|Ctrl+n", run: add });
  const run = (row: DeviceExecution) => (isRunning(row) ? stop(row) : execute(row));

  async function ask(row: DeviceExecution): Promise<void> {
    const yes = await confirm({
      level: 2,
      title: t("executions.deleteTitle", { name: row.name }),
      text: t(isRunning(row) ? "executions.deleteRunning" : "executions.deleteText"),
      verb: t("executions.deleteVerb"),
    });
    if (!yes) return;
    remove.mutate(row.id, {
      onSuccess() {
        toastDone(t("executions.deleted", { name: row.name }));
        if (row.id === id) go(null);
      },
      onError: (error) => toastFailed(t("errors.failed"), error),
    });
  }

  return (
    <Page
      title={t("nav.deviceExecutions")}
      group={t("nav.configuration")}
      actions={
        <WriteButton type="primary" icon={<PlusOutlined />} onClick={add}>
          {t("executions.add")}
        </WriteButton>
      }
    >
      <Split
        onMask={() => go(null)}
        panel={
          id === "new" ? (
            <NewExecutionPanel key={search.toString()} search={search} />
          ) : id ? (
            <ExecutionPanel
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
          <DataGrid<DeviceExecution>
            id="device-executions"
            label={t("nav.deviceExecutions")}
            columns={columns}
            source={source}
            rowKey={keyOf}
            sort={state.sort}
            onSort={state.setSort}
            openKey={id}
            onOpen={(row) => go(row.id)}
            onAction={(row, action) => {
              if (action === "run") run(row);
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
              { key: "runs", label: t("executions.runs"), onSelect: () => go(row.id, "runs") },
              {
                key: "run",
                label: t(isRunning(row) ? "executions.stop" : "executions.execute"),
                writes: true,
                onSelect: () => run(row),
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
            filters={<FilterBar state={state} placeholder={t("executions.search")} filters={[]} />}
            empty={
              <EmptyState title={t("executions.emptyTitle")} text={t("executions.emptyText")}>
                <WriteButton type="primary" onClick={add}>
                  {t("executions.add")}
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
              t("executions.count", { count: total, amount: count(total, i18n.language) })
            }
          />
        }
      />
    </Page>
  );
}
