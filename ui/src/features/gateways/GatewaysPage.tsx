import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";

import { useList } from "../../api/list";
import { lists } from "../../api/lists";
import { useDeleteGateway, useUpdateGateway } from "../../api/mutations";
import { paths, useSettings } from "../../api/queries";
import type { Gateway } from "../../api/types";
import { useCommand } from "../../app/commands/commands";
import { at } from "../../app/routes-at";
import { useListState } from "../../app/url-state";
import { confirm } from "../../components/messages/confirm";
import { EmptyState } from "../../components/states/EmptyState";
import { DataGrid } from "../../components/grid/DataGrid";
import { FilterBar } from "../../components/grid/filters/FilterBar";
import { statusFilter } from "../../components/grid/filters/status-filter";
import { neighbours } from "../../components/grid/neighbours";
import type { Selection } from "../../components/grid/selection";
import { Page } from "../../components/page/Page";
import { Split } from "../../components/page/Panel";
import { StateSign } from "../../components/values/StateChip";
import { useTellDeleted } from "../../components/tasks/use-tell-deleted";
import { toastDone, toastFailed } from "../../components/messages/toast";
import { classes } from "../../lib/text";
import { platform } from "../../platform";
import { ExportButton } from "../imports/ExportButton";
import { ImportButton } from "../imports/ImportButton";
import { useImport } from "../imports/use-import";
import { gatewayColumns } from "./columns";
import { ConnectHelp } from "./ConnectHelp";
import css from "./Gateways.module.css";
import { GatewayPanel } from "./panel/GatewayPanel";
import { NewGatewayPanel } from "./NewGatewayPanel";
import { useAdopt } from "./use-adopt";

/** The list has no selection. */
const NOTHING: Selection = { kind: "keys", keys: new Set() };
const keyOf = (row: Gateway) => row.eui;

/** Gateways that are registered, and those that only send. */
export function GatewaysPage() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { eui, tab } = useParams();
  const [search] = useSearchParams();
  const state = useListState(lists.gateways.filters, lists.gateways.sort);
  const source = useList<Gateway>("gateways", paths.gateways, state.query);
  const accepts = useSettings().data?.accept_unregistered_gateways;
  const update = useUpdateGateway();
  const remove = useDeleteGateway();
  const tellDeleted = useTellDeleted();
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
  const add = () => void navigate(`${at.gateways}/new`);
  useCommand({ id: "add", title: t("gateways.add"), keys: "n|Ctrl+n", run: add });

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

  async function ask(row: Gateway): Promise<void> {
    const yes = await confirm({
      level: 2,
      title: t("gateways.deleteTitle", { name: row.name || row.eui }),
      text: t("gateways.deleteText"),
      verb: t("gateways.deleteVerb"),
      objects: [row.eui],
    });
    if (!yes) return;
    remove.mutate(row.eui, {
      onSuccess() {
        void tellDeleted(t("gateways.deleted"), row.eui);
        if (row.eui === eui) go(null);
      },
      onError: (error) => toastFailed(t("errors.failed"), error),
    });
  }

  return (
    <Page
      title={t("nav.gateways")}
      group={t("nav.maintenance")}
      actions={
        <>
          <ImportButton onClick={imports.open} />
          <ExportButton<Gateway>
            kind="gateways"
            grid={{
              id: "gateways",
              path: paths.gateways,
              columns,
              rowKey: keyOf,
              total: source.total,
            }}
            query={state.query}
            selection={NOTHING}
          />
          <Button type="primary" icon={<PlusOutlined />} onClick={add}>
            {t("gateways.add")}
          </Button>
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
            openKey={eui}
            onOpen={(row) => go(row.eui)}
            onAction={(row, action) => {
              if (action === "register") adopt(row);
              if (action === "enable") setEnabled(row, !row.enable);
            }}
            onDelete={(row) => void ask(row)}
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
                filters={[
                  statusFilter(t),
                  {
                    name: "registered",
                    label: t("gateways.registered"),
                    options: [
                      { value: "true", label: t("gateways.isRegistered") },
                      { value: "false", label: t("gateways.notRegistered") },
                    ],
                  },
                ]}
              />
            }
            empty={
              <div className={css["first"]}>
                <EmptyState title={t("gateways.emptyTitle")} text={t("gateways.emptyText")}>
                  <Button type="primary" onClick={add}>
                    {t("gateways.add")}
                  </Button>
                </EmptyState>
                <ConnectHelp />
              </div>
            }
            countText={(total, amount) => t("gateways.count", { count: total, amount })}
          />
        }
      />
      {imports.wizard}
    </Page>
  );
}
