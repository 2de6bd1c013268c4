import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { useList } from "../../api/list";
import { useDeleteThingModel } from "../../api/mutations";
import { paths, useMe } from "../../api/queries";
import type { ThingModel } from "../../api/types";
import { useCommand } from "../../app/commands";
import { at } from "../../app/routes-at";
import { useListState } from "../../app/url-state";
import { confirm } from "../../components/confirm";
import { EmptyState } from "../../components/EmptyState";
import { DataGrid } from "../../components/grid/DataGrid";
import { FilterBar } from "../../components/grid/FilterBar";
import { WriteButton } from "../../components/WriteButton";
import { Page } from "../../components/Page";
import { toastDone, toastFailed } from "../../components/toast";
import { count } from "../../lib/units";
import { modelColumns } from "./columns";
import { ModelDialog } from "./ModelDialog";

const filterNames = ["q", "scope"] as const;
const keyOf = (row: ThingModel) => row.id;
export const isPublic = (model: Pick<ThingModel, "scope">) => model.scope === "PUBLIC";

/** All thing models the tenant may use. */
export function ModelsList() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const me = useMe();
  const state = useListState(filterNames, "name");
  const source = useList<ThingModel>("thing-models", paths.thingModels, state.query);
  const columns = useMemo(() => modelColumns(t, i18n.language), [t, i18n.language]);
  const remove = useDeleteThingModel();
  const [dialog, setDialog] = useState<{ source: ThingModel | undefined } | null>(null);
  const add = () => setDialog({ source: undefined });
  useCommand({ id: "add", title: t("models.add"), keys: "n|Ctrl+n", run: add });

  const open = (id: string) => void navigate(`${at.thingModels}/${id}`);

  async function ask(model: ThingModel): Promise<void> {
    if (isPublic(model)) return;
    const yes = await confirm({
      level: 2,
      title: t("models.deleteTitle", { name: model.name }),
      text: t("models.deleteText"),
      verb: t("models.deleteVerb"),
    });
    if (!yes) return;
    remove.mutate(model.id, {
      onSuccess: () => toastDone(t("models.deleted", { name: model.name })),
      onError: (error) => toastFailed(t("models.deleteFailed"), error),
    });
  }

  const addButton = (
    <WriteButton type="primary" icon={<PlusOutlined />} onClick={add}>
      {t("models.add")}
    </WriteButton>
  );
  const scopes = ["PUBLIC", ...(me.data ? [me.data.tenant] : [])];
  return (
    <Page title={t("nav.thingModels")} group={t("nav.models")} actions={addButton}>
      <DataGrid<ThingModel>
        id="thing-models"
        label={t("nav.thingModels")}
        columns={columns}
        source={source}
        rowKey={keyOf}
        sort={state.sort}
        onSort={state.setSort}
        onOpen={(row) => open(row.id)}
        onDelete={(row) => void ask(row)}
        rowMenu={(row) => [
          { key: "open", label: t("common.open"), onSelect: () => open(row.id) },
          {
            key: "duplicate",
            label: t("models.duplicate"),
            writes: true,
            onSelect: () => setDialog({ source: row }),
          },
          {
            key: "devices",
            label: t("things.usedBy", { count: row.used_by }),
            disabled: row.used_by === 0,
            onSelect: () => void navigate(`${at.devices}?thing_model=${row.id}`),
          },
          "divider",
          {
            key: "delete",
            label: isPublic(row)
              ? `${t("common.delete")} (${t("models.publicRow")})`
              : t("common.delete"),
            danger: true,
            disabled: isPublic(row),
            onSelect: () => void ask(row),
          },
        ]}
        filters={
          <FilterBar
            state={state}
            views="thing-models"
            placeholder={t("models.search")}
            filters={[
              {
                name: "scope",
                label: t("models.scope"),
                options: scopes.map((value) => ({ value, label: value })),
              },
            ]}
          />
        }
        empty={
          <EmptyState title={t("models.emptyTitle")} text={t("models.emptyText")}>
            {addButton}
          </EmptyState>
        }
        emptyFiltered={
          Object.keys(state.filters).length > 0 ? (
            <EmptyState title={t("grid.noMatch")} text={t("grid.noMatchText")}>
              <Button onClick={state.clear}>{t("grid.clearFilters")}</Button>
            </EmptyState>
          ) : null
        }
        countText={(total) =>
          t("models.count", { count: total, amount: count(total, i18n.language) })
        }
      />
      {dialog && (
        <ModelDialog source={dialog.source} onClose={() => setDialog(null)} onCreated={open} />
      )}
    </Page>
  );
}
