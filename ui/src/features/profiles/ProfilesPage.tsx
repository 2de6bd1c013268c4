import { PlusOutlined } from "@ant-design/icons";
import { Checkbox } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";

import { knownTotal, useList } from "../../api/list";
import { firstLists } from "../../api/first-lists";
import { useUpdateProfile } from "../../api/mutations";
import { paths, useMe } from "../../api/queries";
import { useDeleteProfiles, useSwitchProfiles } from "../../api/restore";
import type { Profile, SelectedProfiles } from "../../api/types";
import { useCommand } from "../../state/commands/commands";
import { at } from "../../state/routes-at";
import { useListState } from "../../state/url-state";
import { confirm } from "../../components/messages/confirm";
import { EmptyState } from "../../components/states/EmptyState";
import { BulkBar } from "../../components/grid/BulkBar";
import { DataGrid } from "../../components/grid/DataGrid";
import { FilterBar } from "../../components/grid/filters/FilterBar";
import { neighbours } from "../../components/grid/neighbours";
import { selectedProfiles } from "../../components/grid/selected";
import { selectionSize, useSelection } from "../../components/grid/selection";
import { useWhenOver } from "../../components/tasks/use-when-over";
import { WriteButton } from "../../components/actions/WriteButton";
import { Page } from "../../components/page/Page";
import { Split } from "../../components/page/Panel";
import { toastDone, toastFailed } from "../../components/messages/toast";
import { MANY } from "../../components/messages/TypeCount";
import { platform } from "../../platform";
import { ManagementTabs } from "../../components/page/ManagementTabs";
import { ExportButton } from "../../components/imports/ExportButton";
import { ImportButton } from "../../components/imports/ImportButton";
import { useDownload } from "../../components/imports/use-download";
import { useImport } from "../../components/imports/use-import";
import { profileColumns } from "./columns";
import { NewProfilePanel } from "./NewProfile";
import { ProfilePanel } from "./ProfilePanel";
import { useProfileFilters } from "./use-profile-filters";

const keyOf = (row: Profile) => row.dev_eui;

/** LoRaWAN profiles: which devices the network server lets in, and with which keys. */
export function ProfilesPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { devEui } = useParams();
  const [search] = useSearchParams();
  const state = useListState(firstLists.profiles.filters, firstLists.profiles.sort);
  const source = useList<Profile>("lorawan-profiles", paths.profiles, state.query);
  const selection = useSelection();
  const update = useUpdateProfile();
  const removal = useDeleteProfiles();
  const switching = useSwitchProfiles();
  const whenOver = useWhenOver();
  const download = useDownload();
  const tenant = useMe().data?.tenant ?? "";
  const columns = useMemo(() => profileColumns(t), [t]);
  const imports = useImport("lorawan-profiles");
  const filters = useProfileFilters(state.filters);

  const open = (key: string | null) =>
    void navigate({
      pathname: key === null ? at.profiles : `${at.profiles}/${key}`,
      search: search.toString(),
    });
  const add = () => open("new");
  useCommand({ id: "add", title: t("profiles.add"), keys: "n|Ctrl+n", writes: true, run: add });

  function change(row: Profile, field: "enable" | "down_enable", value: boolean): void {
    const said =
      field === "enable" ? (value ? "switchedOn" : "switchedOff") : value ? "downOn" : "downOff";
    update.mutate(
      { dev_eui: row.dev_eui, [field]: value },
      {
        onSuccess: () =>
          toastDone(t(`profiles.${said}`, { eui: row.dev_eui }), {
            label: t("common.undo"),
            run: () => change(row, field, !value),
          }),
        onError: (error) => toastFailed(t("profiles.changeFailed"), error),
      },
    );
  }

  function onAction(row: Profile, action: string): void {
    if (action === "enable" || action === "down_enable") change(row, action, !row[action]);
    if (action === "add-device") void navigate(`${at.devices}?add=${row.dev_eui}`);
  }

  const size = selectionSize(selection.selection, source.total);

  function backup(chosen: SelectedProfiles): Promise<boolean> {
    const { records } = download;
    if ("dev_euis" in chosen) {
      return records("lorawan-profiles", { format: "xlsx" }, { only: chosen.dev_euis });
    }
    const { limit: _limit, cursor: _cursor, sort: _sort, ...filters } = state.query;
    const { except } = chosen;
    return records("lorawan-profiles", { ...filters, format: "xlsx" }, { except });
  }

  async function remove(only?: string): Promise<void> {
    const chosen =
      only === undefined
        ? selectedProfiles(selection.selection, state.query)
        : { dev_euis: [only] };
    const number = "dev_euis" in chosen ? chosen.dev_euis.length : size;
    const choice = { backup: true };
    const yes = await confirm({
      level: number > MANY ? 3 : 2,
      title: t("profiles.deleteTitle", { count: number }),
      text: t("profiles.deleteText"),
      verb: t("profiles.deleteVerb", { count: number }),
      ...("dev_euis" in chosen ? { objects: chosen.dev_euis } : {}),
      count: number,
      place: t("deletion.place", { tenant }),
      extra:
        number > MANY ? (
          <Checkbox
            defaultChecked
            onChange={(event) => {
              choice.backup = event.target.checked;
            }}
          >
            {t("profiles.backup")}
          </Checkbox>
        ) : undefined,
    });
    if (!yes) return;
    if (number > MANY && choice.backup && !(await backup(chosen))) return;
    removal.mutate(chosen, {
      onSuccess(task) {
        selection.clear();
        if (devEui && (!("dev_euis" in chosen) || chosen.dev_euis.includes(devEui))) open(null);
        whenOver(task, (over) => t("profiles.deleted", { count: over.ok }));
      },
      onError: (error) => toastFailed(t("deletion.failed"), error),
    });
  }

  function setAll(change: { enable: boolean } | { down_enable: boolean }): void {
    const profiles = selectedProfiles(selection.selection, state.query);
    switching.mutate(
      { profiles, ...change },
      {
        onSuccess(task) {
          selection.clear();
          whenOver(task, (over) => t("profiles.changed", { count: over.ok }));
        },
        onError: (error) => toastFailed(t("profiles.changeFailed"), error),
      },
    );
  }

  const beside = neighbours(source.rows, keyOf, devEui, open);
  const panel =
    devEui === "new" ? (
      <NewProfilePanel />
    ) : devEui ? (
      <ProfilePanel devEui={devEui} {...beside} onDelete={(key) => void remove(key)} />
    ) : undefined;

  return (
    <Page
      title={t("nav.deviceManagement")}
      group={t("nav.maintenance")}
      tabs={<ManagementTabs />}
      actions={
        <>
          <ImportButton onClick={imports.open} />
          <ExportButton<Profile>
            kind="lorawan-profiles"
            grid={{
              id: "profiles",
              path: paths.profiles,
              columns,
              rowKey: keyOf,
              total: knownTotal(source),
            }}
            query={state.query}
            selection={selection.selection}
          />
          <WriteButton type="primary" icon={<PlusOutlined />} onClick={add}>
            {t("profiles.add")}
          </WriteButton>
        </>
      }
    >
      <Split
        onMask={() => open(null)}
        panel={panel}
        list={
          <DataGrid<Profile>
            id="profiles"
            label={t("nav.profiles")}
            columns={columns}
            source={source}
            rowKey={keyOf}
            state={state}
            openKey={devEui}
            onOpen={(row) => open(row.dev_eui)}
            onAction={onAction}
            selection={selection}
            ownExport
            rowMenu={(row) => [
              { key: "open", label: t("common.open"), onSelect: () => open(row.dev_eui) },
              {
                key: "device",
                label: row.device ? t("devices.openDevice") : t("profiles.addDevice"),
                onSelect: () =>
                  void navigate(
                    row.device
                      ? `${at.devices}/${row.device.eui}`
                      : `${at.devices}?add=${row.dev_eui}`,
                  ),
              },
              {
                key: "copy",
                label: t("devices.copyEui"),
                onSelect: () => void platform.copyText(row.dev_eui),
              },
              "divider",
              {
                key: "delete",
                label: t("common.delete"),
                danger: true,
                writes: true,
                onSelect: () => void remove(row.dev_eui),
              },
            ]}
            filters={
              <FilterBar
                state={state}
                views="profiles"
                placeholder={t("profiles.search")}
                {...filters}
              />
            }
            bulk={
              size > 0 ? (
                <BulkBar model={selection} total={source.total}>
                  <WriteButton
                    size="small"
                    loading={switching.isPending}
                    onClick={() => setAll({ enable: true })}
                  >
                    {t("profiles.enable")}
                  </WriteButton>
                  <WriteButton
                    size="small"
                    loading={switching.isPending}
                    onClick={() => setAll({ enable: false })}
                  >
                    {t("profiles.disable")}
                  </WriteButton>
                  <WriteButton
                    size="small"
                    loading={switching.isPending}
                    onClick={() => setAll({ down_enable: true })}
                  >
                    {t("profiles.downlinkOn")}
                  </WriteButton>
                  <WriteButton
                    size="small"
                    loading={switching.isPending}
                    onClick={() => setAll({ down_enable: false })}
                  >
                    {t("profiles.downlinkOff")}
                  </WriteButton>
                  <WriteButton size="small" danger onClick={() => void remove()}>
                    {t("common.delete")}
                  </WriteButton>
                </BulkBar>
              ) : undefined
            }
            empty={
              <EmptyState title={t("profiles.emptyTitle")} text={t("profiles.emptyText")}>
                <WriteButton type="primary" onClick={add}>
                  {t("profiles.add")}
                </WriteButton>
              </EmptyState>
            }
            countText={(count) => t("profiles.count", { count })}
          />
        }
      />
      {imports.wizard}
    </Page>
  );
}
