import { PlusOutlined } from "@ant-design/icons";
import { Checkbox } from "antd";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";

import { knownTotal, useList, useTotal, type ListQuery, type ListSource } from "../../api/list";
import { firstLists } from "../../api/first-lists";
import { useLocationChoice } from "../../api/locations";
import { useUpdateGateway } from "../../api/mutations";
import { paths, useMe, useSettings } from "../../api/queries";
import { useDeleteGateways } from "../../api/restore";
import type { Gateway, SelectedGateways } from "../../api/types";
import { useCommand } from "../../state/commands/commands";
import { at } from "../../state/routes-at";
import { useListState } from "../../state/url-state";
import { confirm } from "../../components/messages/confirm";
import { EmptyState } from "../../components/states/EmptyState";
import { BulkBar } from "../../components/grid/BulkBar";
import { DataGrid } from "../../components/grid/DataGrid";
import { FilterBar } from "../../components/grid/filters/FilterBar";
import { statusFilter } from "../../components/grid/filters/status-filter";
import { useTaskFilter } from "../../components/grid/filters/use-task-filter";
import { neighbours } from "../../components/grid/neighbours";
import { selectedGateways } from "../../components/grid/selected";
import { isSelected, knownSize, useSelection } from "../../components/grid/selection";
import { Page } from "../../components/page/Page";
import { Split } from "../../components/page/Panel";
import { StateSign } from "../../components/values/StateChip";
import { useWhenOver } from "../../components/tasks/use-when-over";
import { allowed } from "../../components/actions/allowed";
import { WriteButton } from "../../components/actions/WriteButton";
import { toastDone, toastFailed } from "../../components/messages/toast";
import { MANY } from "../../components/messages/TypeCount";
import { classes } from "../../lib/text";
import { platform } from "../../platform";
import { ExportButton } from "../../components/imports/ExportButton";
import { ImportButton } from "../../components/imports/ImportButton";
import { useDownload } from "../../components/imports/use-download";
import { useImport } from "../../components/imports/use-import";
import { gatewayColumns } from "./columns";
import { ConnectHelp } from "./ConnectHelp";
import css from "./Gateways.module.css";
import { GatewayPanel } from "./panel/GatewayPanel";
import { NewGatewayPanel } from "./NewGatewayPanel";
import { useAdopt } from "./use-adopt";

const keyOf = (row: Gateway) => row.eui;
/** The others have no record with which anything could be done. */
const isRegistered = (row: Gateway) => row.registered;

/** Gateways that are registered, and those that only send. */
export function GatewaysPage() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { eui, tab } = useParams();
  const [search] = useSearchParams();
  const state = useListState(firstLists.gateways.filters, firstLists.gateways.sort);
  const source = useList<Gateway>("gateways", paths.gateways, state.query);
  const accepts = useSettings().data?.accept_unregistered_gateways;
  const update = useUpdateGateway();
  const selection = useSelection();
  const recorded = useRecorded(source, state.query);
  const size = knownSize(selection.selection, recorded);
  const removal = useDeleteGateways();
  const whenOver = useWhenOver();
  const { records } = useDownload();
  const tenant = useMe().data?.tenant ?? "";
  const columns = useMemo(() => gatewayColumns(t, i18n.language), [t, i18n.language]);
  const unknown = source.rows.filter((row) => !row.registered);
  const contested = source.rows.filter((row) => row.contest !== null);

  const go = (key: string | null, view = tab) =>
    void navigate({
      pathname: [at.gateways, key, key && key !== "new" && view].filter(Boolean).join("/"),
      search: search.toString(),
    });
  const adopt = useAdopt();
  const imports = useImport("gateways");
  const task = useTaskFilter(state.filters["task"]);
  const { location } = state.filters;
  const [choosing, setChoosing] = useState(false);
  const choose = useCallback(() => setChoosing(true), []);
  const places = useLocationChoice(choosing || location !== undefined);
  // Stands still while gateways are heard.
  const filters = useMemo(
    () => [
      statusFilter(t),
      {
        name: "registered",
        label: t("gateways.registered"),
        options: [
          { value: "true", label: t("gateways.isRegistered") },
          { value: "false", label: t("gateways.notRegistered") },
        ],
      },
      ...task,
    ],
    [t, task],
  );
  const more = useMemo(
    () => [
      {
        name: "location",
        label: t("locations.location"),
        options: (places.data ?? []).map(({ id, path }) => ({ value: id, label: path })),
        isPending: places.isPending,
      },
    ],
    [t, places.data, places.isPending],
  );
  const add = () => void navigate(`${at.gateways}/new`);
  useCommand({ id: "add", title: t("gateways.add"), keys: "n|Ctrl+n", writes: true, run: add });

  function setEnabled(row: Gateway, enable: boolean): void {
    update.mutate(
      { eui: row.eui, enable },
      {
        onSuccess: () =>
          toastDone(t("gateways.saved"), {
            label: t("common.undo"),
            run: () => setEnabled(row, !enable),
          }),
        onError: (error) => toastFailed(t("gateways.saveFailed"), error),
      },
    );
  }

  async function ask(row?: Gateway): Promise<void> {
    const chosen: SelectedGateways = row
      ? { euis: [row.eui] }
      : selectedGateways(selection.selection, state.query);
    const number = row ? 1 : size;
    if (number === undefined) return;
    const listed = source.rows.filter(
      (one) => one.registered && isSelected(selection.selection, one.eui),
    );
    const names = row ? [row] : listed;
    const choice = { backup: true };
    const many = number > MANY;
    const yes = await confirm({
      level: many ? 3 : 2,
      title: row
        ? t("gateways.deleteTitle", { name: row.name || row.eui })
        : t("gateways.deleteMany", { count: number }),
      text: t("gateways.deleteText", { count: number }),
      verb: row ? t("gateways.deleteVerb") : t("gateways.deleteManyVerb", { count: number }),
      objects: names.map((one) => (one.name ? `${one.name} (${one.eui})` : one.eui)),
      count: number,
      place: many ? t("deletion.place", { tenant }) : undefined,
      extra: many ? (
        <Checkbox
          defaultChecked
          onChange={(event) => {
            choice.backup = event.target.checked;
          }}
        >
          {t("gateways.backup")}
        </Checkbox>
      ) : undefined,
    });
    if (!yes) return;
    if (many && choice.backup && !(await backup(chosen))) return;
    removal.mutate(chosen, {
      onSuccess(task) {
        if (row) selection.setMany([row.eui], false);
        else selection.clear();
        if (eui && (!("euis" in chosen) || chosen.euis.includes(eui))) go(null);
        whenOver(task, (over) => t("gateways.deletedMany", { count: over.ok }));
      },
      onError: (error) => toastFailed(t("deletion.failed"), error),
    });
  }

  function backup(chosen: SelectedGateways): Promise<boolean> {
    if ("euis" in chosen) return records("gateways", { format: "xlsx" }, { only: chosen.euis });
    const { sort: _sort, ...filters } = state.query;
    return records("gateways", { ...filters, format: "xlsx" }, { except: chosen.except });
  }

  const exported = {
    kind: "gateways",
    grid: {
      id: "gateways",
      path: paths.gateways,
      columns,
      rowKey: keyOf,
      total: knownTotal(source),
      records: recorded,
      isRecord: isRegistered,
    },
    query: state.query,
    selection: selection.selection,
  } as const;
  return (
    <Page
      title={t("nav.gateways")}
      group={t("nav.maintenance")}
      actions={
        <>
          <ImportButton onClick={imports.open} />
          <ExportButton<Gateway> {...exported} />
          <WriteButton type="primary" icon={<PlusOutlined />} onClick={add}>
            {t("gateways.add")}
          </WriteButton>
        </>
      }
    >
      {contested.length > 0 && (
        <div className={classes(css["notice"], css["bad"])} role="status">
          <StateSign sign="error" />
          <b>{t("gateways.contestedTitle", { count: contested.length })}</b>
          {contested.map((row) => (
            <button
              key={row.eui}
              type="button"
              className="linklike"
              onClick={() => go(row.eui, "basic")}
            >
              {row.name || row.eui}
            </button>
          ))}
        </div>
      )}
      {unknown.length > 0 && accepts !== undefined && (
        <div className={css["notice"]} role="status">
          <StateSign sign="warning" />
          <b>{t("gateways.unknownTitle", { count: unknown.length })}</b>
          <span>{t(accepts ? "gateways.unknownAccepted" : "gateways.unknownIgnored")}</span>
          {state.filters["registered"] === undefined && (
            <button
              type="button"
              className="linklike"
              onClick={() => state.setFilter("registered", "false")}
            >
              {t("gateways.showUnknown")}
            </button>
          )}
        </div>
      )}
      <Split
        onMask={() => go(null)}
        panel={
          eui === "new" ? (
            <NewGatewayPanel key={search.get("eui")} eui={search.get("eui") ?? ""} />
          ) : eui ? (
            <GatewayPanel
              eui={eui}
              tab={tab ?? "basic"}
              onTab={(next) => go(eui, next)}
              onClose={() => go(null)}
              onDelete={(gateway) => void ask(gateway)}
              onAdopt={adopt}
              {...neighbours(source.rows, keyOf, eui, (key) => go(key))}
            />
          ) : undefined
        }
        list={
          <DataGrid<Gateway>
            id="gateways"
            label={t("nav.gateways")}
            columns={columns}
            source={source}
            rowKey={keyOf}
            state={state}
            ownExport
            selection={selection}
            selectable={isRegistered}
            openKey={eui}
            onOpen={(row) => go(row.eui)}
            onAction={(row, action) => {
              if (action === "register" && allowed()) adopt(row);
              if (action === "enable") setEnabled(row, !row.enable);
            }}
            rowMenu={(row) => [
              { key: "open", label: t("common.open"), onSelect: () => go(row.eui) },
              ...(row.registered
                ? []
                : [
                    {
                      key: "register",
                      label: t("gateways.register"),
                      writes: true,
                      onSelect: () => adopt(row),
                    },
                  ]),
              {
                key: "copy",
                label: t("devices.copyEui"),
                onSelect: () => void platform.copyText(row.eui),
              },
              "divider",
              {
                key: "delete",
                label: t("common.delete"),
                danger: true,
                writes: true,
                disabled: !row.registered,
                onSelect: () => void ask(row),
              },
            ]}
            filters={
              <FilterBar
                state={state}
                placeholder={t("gateways.search")}
                filters={filters}
                more={more}
                onChoose={choose}
              />
            }
            bulk={
              size !== 0 ? (
                <BulkBar model={selection} total={recorded}>
                  <ExportButton<Gateway> {...exported} size="small" />
                  <WriteButton
                    size="small"
                    danger
                    disabled={size === undefined}
                    title={size === undefined ? t("grid.notCounted") : undefined}
                    onClick={() => void ask()}
                  >
                    {t("common.delete")}
                  </WriteButton>
                </BulkBar>
              ) : undefined
            }
            empty={
              <div className={css["first"]}>
                <EmptyState title={t("gateways.emptyTitle")} text={t("gateways.emptyText")}>
                  <WriteButton type="primary" onClick={add}>
                    {t("gateways.add")}
                  </WriteButton>
                </EmptyState>
                <ConnectHelp />
              </div>
            }
            countText={(count) => t("gateways.count", { count })}
          />
        }
      />
      {imports.wizard}
    </Page>
  );
}

/**
 * How many of what is listed have a record: counted where all of it is here, else asked for; undefined
 * while nobody knows.
 */
function useRecorded(source: ListSource<Gateway>, query: ListQuery): number | undefined {
  const wanted = { ...query, registered: "true" };
  const asks = source.hasMore && query["registered"] !== "false";
  const answered = useTotal("gateways", paths.gateways, wanted, asks);
  if (knownTotal(source) === undefined) return undefined;
  return asks ? answered : source.rows.filter(isRegistered).length;
}
