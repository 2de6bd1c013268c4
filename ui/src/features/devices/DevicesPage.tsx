import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useEffect, useEffectEvent, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate, useParams, useSearchParams } from "react-router";

import { knownTotal, useList } from "../../api/list";
import { firstLists } from "../../api/first-lists";
import { useSimulatedSite } from "../../api/mutations";
import { paths } from "../../api/queries";
import type { Device } from "../../api/types";
import { useCommand } from "../../state/commands/commands";
import { useLiveTelemetry } from "../../state/live/use-live";
import { at, templateFromDevice } from "../../state/routes-at";
import { useTaskCentre } from "../../state/task-centre";
import { useListState } from "../../state/url-state";
import { EmptyState } from "../../components/states/EmptyState";
import { BulkBar } from "../../components/grid/BulkBar";
import { DataGrid } from "../../components/grid/DataGrid";
import { FilterBar } from "../../components/grid/filters/FilterBar";
import { useCopyLink } from "../../components/actions/use-copy-link";
import { neighbours } from "../../components/grid/neighbours";
import { selectionSize, useSelection, type SelectionModel } from "../../components/grid/selection";
import type { MenuEntry } from "../../components/grid/types";
import { Page } from "../../components/page/Page";
import { Split } from "../../components/page/Panel";
import { toastFailed } from "../../components/messages/toast";
import { WriteButton } from "../../components/actions/WriteButton";
import { useExecute } from "../../components/rpc/use-execute";
import { platform } from "../../platform";
import { ExportButton } from "../../components/imports/ExportButton";
import { ImportButton } from "../../components/imports/ImportButton";
import { useImport } from "../../components/imports/use-import";
import { AddDevice } from "./add/AddDevice";
import { useBulkDialogs } from "./bulk/use-bulk-dialogs";
import { deviceColumns } from "./columns";
import { DevicePanel } from "./panel/DevicePanel";
import { ManagementTabs } from "../../components/page/ManagementTabs";
import { useDeviceActions } from "./use-device-actions";
import { useDeviceFilters } from "./use-device-filters";

const keyOf = (row: Device) => row.eui;

/** Devices of the tenant: the grid, the panel of the open one, and the dialog that adds one. */
export function DevicesPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { eui, tab } = useParams();
  const [search, setSearch] = useSearchParams();
  const state = useListState(firstLists.devices.filters, firstLists.devices.sort);
  const source = useList<Device>("devices", paths.devices, state.query);
  const selection = useSelection();
  useWantedSelection(selection.restore);
  const dialogs = useBulkDialogs(selection, state.query);
  useWantedReset(dialogs.resetMade);
  const execute = useExecute();
  const site = useSimulatedSite();
  const columns = useMemo(() => deviceColumns(t), [t]);
  const imports = useImport("devices");
  const showTasks = useTaskCentre((all) => all.show);
  const copyLink = useCopyLink();
  const filters = useDeviceFilters(state.filters, source.rows[0]?.template?.name);
  useLiveTelemetry(undefined, 500);

  const adding = search.get("add");
  const go = (key: string | null, view = tab) =>
    void navigate({
      pathname: [at.devices, key, key && view].filter(Boolean).join("/"),
      search: withoutAdd(search),
    });
  const showAdd = (value: string | null) =>
    setSearch((now) => {
      const next = new URLSearchParams(now);
      if (value === null) next.delete("add");
      else next.set("add", value);
      return next;
    });
  useCommand({
    id: "add",
    title: t("devices.add"),
    keys: "n|Ctrl+n",
    writes: true,
    run: () => showAdd(""),
  });

  const actions = useDeviceActions({
    query: state.query,
    selection,
    total: source.total,
    onDeleted: (keys) => {
      if (eui && (keys === null || keys.includes(eui))) go(null);
    },
  });

  const rowMenu = (row: Device): MenuEntry[] => [
    { key: "open", label: t("common.open"), onSelect: () => go(row.eui) },
    {
      key: "execute",
      label: t("devices.executeRpc"),
      children: row.rpc.map((rpc) => ({
        key: `rpc-${rpc.id}`,
        label: rpc.name,
        writes: true,
        onSelect: () => execute.executeById(row.eui, rpc.id),
      })),
    },
    { key: "traffic", label: t("devices.liveTraffic"), onSelect: () => go(row.eui, "traffic") },
    ...(row.profile === "none"
      ? []
      : [
          {
            key: "profile",
            label: t(row.profile === "missing" ? "devices.addProfile" : "devices.openProfile"),
            onSelect: () => openProfile(row),
          },
        ]),
    { key: "copy", label: t("devices.copyEui"), onSelect: () => void platform.copyText(row.eui) },
    ...copyLink(`${at.devices}/${row.eui}`),
    {
      key: "reset",
      label: t("resetTemplate.menu"),
      writes: true,
      onSelect: () => dialogs.reset([row.eui]),
    },
    {
      key: "template",
      label: t("template.fromThis"),
      writes: true,
      onSelect: () => void navigate(templateFromDevice(row.eui)),
    },
    "divider",
    {
      key: "delete",
      label: t("common.delete"),
      danger: true,
      writes: true,
      onSelect: () => actions.remove(row.eui),
    },
  ];

  function openProfile(row: Device): void {
    void navigate(
      row.profile === "missing"
        ? `${at.profiles}/new?dev_eui=${row.eui}`
        : `${at.profiles}/${row.eui}`,
    );
  }

  const exported = {
    kind: "devices",
    grid: {
      id: "devices",
      path: paths.devices,
      columns,
      rowKey: keyOf,
      total: knownTotal(source),
    },
    query: state.query,
    selection: selection.selection,
  } as const;
  const size = selectionSize(selection.selection, source.total);
  return (
    <Page
      title={t("nav.deviceManagement")}
      group={t("nav.maintenance")}
      tabs={<ManagementTabs />}
      actions={
        <>
          <ImportButton onClick={imports.open} />
          <ExportButton<Device> {...exported} />
          <WriteButton type="primary" icon={<PlusOutlined />} onClick={() => showAdd("")}>
            {t("devices.add")}
          </WriteButton>
        </>
      }
    >
      <Split
        onMask={() => go(null)}
        panel={
          eui ? (
            <DevicePanel
              eui={eui}
              tab={tab ?? "basic"}
              onTab={(next) => go(eui, next)}
              onClose={() => go(null)}
              onDelete={() => actions.remove(eui)}
              {...neighbours(source.rows, keyOf, eui, (key) => go(key))}
            />
          ) : undefined
        }
        list={
          <DataGrid<Device>
            id="devices"
            label={t("nav.devices")}
            columns={columns}
            source={source}
            rowKey={keyOf}
            state={state}
            openKey={eui}
            onOpen={(row) => go(row.eui)}
            onAction={(row, action) => {
              if (action === "add-profile") openProfile(row);
              if (action === "why") go(row.eui, "traffic");
            }}
            rowMenu={rowMenu}
            selection={selection}
            ownExport
            filters={
              <FilterBar
                state={state}
                placeholder={t("devices.search")}
                {...filters}
                views="devices"
              />
            }
            bulk={
              size > 0 ? (
                <BulkBar model={selection} total={source.total}>
                  <WriteButton size="small" onClick={() => dialogs.reset()}>
                    {t("resetTemplate.button")}
                  </WriteButton>
                  <WriteButton size="small" onClick={dialogs.update}>
                    {t("bulkUpdate.button")}
                  </WriteButton>
                  <WriteButton size="small" onClick={dialogs.call}>
                    {t("oneTime.title")}
                  </WriteButton>
                  <Button size="small" onClick={() => showTasks("one_time_rpc")}>
                    {t("oneTime.view")}
                  </Button>
                  <WriteButton size="small" onClick={actions.tag}>
                    {t("devices.changeTags")}
                  </WriteButton>
                  <ExportButton<Device> {...exported} size="small" />
                  <WriteButton size="small" danger onClick={() => actions.remove()}>
                    {t("common.delete")}
                  </WriteButton>
                </BulkBar>
              ) : undefined
            }
            empty={
              <EmptyState title={t("devices.emptyTitle")} text={t("devices.emptyText")}>
                <WriteButton type="primary" onClick={() => showAdd("")}>
                  {t("devices.add")}
                </WriteButton>
                <WriteButton
                  loading={site.isPending}
                  onClick={() =>
                    site.mutate(true, {
                      onError: (error) => toastFailed(t("errors.failed"), error),
                    })
                  }
                >
                  {t("devices.loadSite")}
                </WriteButton>
              </EmptyState>
            }
            countText={(count) => t("devices.count", { count })}
          />
        }
      />
      {adding !== null && (
        <AddDevice
          key={adding}
          eui={adding}
          onClose={() => showAdd(null)}
          onCreated={(created, binds) =>
            binds
              ? void navigate(`${at.devices}/${created}/relations`, { state: { bind: "source" } })
              : go(created, undefined)
          }
        />
      )}
      {actions.dialog}
      {dialogs.dialogs}
      {execute.dialog}
      {imports.wizard}
    </Page>
  );
}

/** Selects the devices that another page leads here for. */
function useWantedSelection(restore: SelectionModel["restore"]): void {
  const { state } = useLocation() as { state: { select?: string[] } | null };
  useEffect(() => {
    if (state?.select) restore({ kind: "keys", keys: new Set(state.select) });
  }, [state, restore]);
}

/** Asks whether to reset the devices of a template that another page leads here for. */
function useWantedReset(resetMade: (template: string) => void): void {
  const navigate = useNavigate();
  const place = useLocation() as { pathname: string; search: string; state: WantedReset | null };
  const template = place.state?.reset;
  const ask = useEffectEvent(resetMade);
  useEffect(() => {
    if (template === undefined) return;
    // Once: going back to this place asks no more.
    void navigate({ pathname: place.pathname, search: place.search }, { replace: true });
    ask(template);
  }, [template, navigate, place.pathname, place.search]);
}

type WantedReset = { reset?: string };

function withoutAdd(search: URLSearchParams): string {
  const next = new URLSearchParams(search);
  next.delete("add");
  return next.toString();
}
