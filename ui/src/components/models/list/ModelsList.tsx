import { DownloadOutlined, PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useMemo, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { TFunction } from "i18next";

import { useList } from "../../../api/list";
import { listPath, type ModelKind, type ModelRows } from "../../../api/models";
import { useMe } from "../../../api/queries";
import type { SelectedModels } from "../../../api/types";
import { useCommand } from "../../../state/commands/commands";
import { useListState } from "../../../state/url-state";
import { ImportButton } from "../../imports/ImportButton";
import { useDownload } from "../../imports/use-download";
import { useImport } from "../../imports/use-import";
import { EmptyState } from "../../states/EmptyState";
import { BulkBar } from "../../grid/BulkBar";
import { DataGrid } from "../../grid/DataGrid";
import { FilterBar } from "../../grid/filters/FilterBar";
import { useTaskFilter } from "../../grid/filters/use-task-filter";
import { selectedModels } from "../../grid/selected";
import { selectionSize, useSelection } from "../../grid/selection";
import type { Column, MenuEntry } from "../../grid/types";
import { Page } from "../../page/Page";
import { useWhenOver } from "../../tasks/use-when-over";
import { WriteButton } from "../../actions/WriteButton";
import { idNameOf, isPublic, navOf, pageOf } from "../kinds";
import { useScope } from "../use-scope";
import { explained } from "../../values/phrases";
import { DeleteModels } from "./DeleteModels";

const filterNames = ["q", "scope", "task"] as const;

export type NewModelProps<Row> = {
  /** What is copied; absent for a new model. */
  source?: Row | undefined;
  onClose: () => void;
  onCreated: (id: string) => void;
};

type Props<Kind extends ModelKind> = {
  kind: Kind;
  columns: (t: TFunction, locale: string) => Column<ModelRows[Kind]>[];
  /** Entries of a row's menu besides open, duplicate and delete. */
  menu?: (row: ModelRows[Kind]) => MenuEntry[];
  /** Further buttons of the page, before the one that adds a model. */
  actions?: ReactNode;
  dialog: (props: NewModelProps<ModelRows[Kind]>) => ReactNode;
};

/** All models of a kind the tenant may use. */
export function ModelsList<Kind extends ModelKind>(props: Props<Kind>) {
  const { kind, columns, menu, dialog } = props;
  type Row = ModelRows[Kind];
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const me = useMe();
  const state = useListState(filterNames, "name");
  const source = useList<Row>(kind, listPath(kind), state.query);
  const shown = useMemo(() => columns(t, i18n.language), [columns, t, i18n.language]);
  const selection = useSelection();
  const size = selectionSize(selection.selection, source.total);
  const whenOver = useWhenOver();
  const scopeOf = useScope(kind);
  const [deleting, setDeleting] = useState<{ models: SelectedModels; count: number } | null>(null);
  const [opened, setOpened] = useState<{ source: Row | undefined } | null>(null);
  const imports = useImport(kind);
  const task = useTaskFilter(state.filters["task"]);
  const { records } = useDownload();
  const add = () => setOpened({ source: undefined });
  useCommand({
    id: "add",
    title: t(`models.kind.${kind}.add`),
    keys: "n|Ctrl+n",
    writes: true,
    run: add,
  });

  const open = (id: string) => void navigate(`${pageOf[kind]}/${id}`);

  const ask = (model: Row) => setDeleting({ models: { ids: [model.id] }, count: 1 });

  /** Writes models to a file that can be imported again. */
  function exported(models: SelectedModels): Promise<boolean> {
    if ("ids" in models) return records(kind, { format: "json" }, { only: models.ids });
    const { sort: _sort, ...filters } = state.query;
    return records(kind, { ...filters, format: "json" }, { except: models.except });
  }

  const addButton = (
    <WriteButton type="primary" icon={<PlusOutlined />} onClick={add}>
      {t(`models.kind.${kind}.add`)}
    </WriteButton>
  );
  const actions = (
    <>
      <ImportButton onClick={imports.open} />
      <Button
        icon={<DownloadOutlined />}
        disabled={source.total === 0}
        onClick={() => void exported({ filter: {}, except: [] })}
      >
        {t("models.export.all")}
      </Button>
      {props.actions}
      {addButton}
    </>
  );
  const chosen = () => selectedModels(selection.selection, state.query);
  const scopes = ["PUBLIC", ...(me.data ? [me.data.tenant] : [])];
  return (
    <Page title={t(navOf[kind])} group={t("nav.models")} actions={actions}>
      <DataGrid<Row>
        id={kind}
        label={t(navOf[kind])}
        columns={shown}
        source={source}
        rowKey={(row) => row.id}
        state={state}
        onOpen={(row) => open(row.id)}
        selection={selection}
        rowMenu={(row) => [
          { key: "open", label: t("common.open"), onSelect: () => open(row.id) },
          {
            key: "duplicate",
            label: t("models.duplicate"),
            writes: true,
            onSelect: () => setOpened({ source: row }),
          },
          {
            key: "export",
            label: t("models.export.one"),
            onSelect: () => records(kind, { format: "json" }, { only: [row.id] }, fileNameOf(row)),
          },
          ...(menu?.(row) ?? []),
          ...scopeOf(row),
          "divider",
          {
            key: "delete",
            label: isPublic(row)
              ? explained(t, t("common.delete"), row.built_in ? t("models.publicRow") : "PUBLIC")
              : t("common.delete"),
            danger: true,
            writes: true,
            disabled: isPublic(row),
            onSelect: () => ask(row),
          },
        ]}
        filters={
          <FilterBar
            state={state}
            views={kind}
            placeholder={t(`models.kind.${kind}.search`)}
            filters={[
              {
                name: "scope",
                label: t("models.scope"),
                options: scopes.map((value) => ({ value, label: value })),
              },
              ...task,
            ]}
          />
        }
        bulk={
          size > 0 ? (
            <BulkBar model={selection} total={source.total}>
              <Button
                size="small"
                icon={<DownloadOutlined />}
                onClick={() => void exported(chosen())}
              >
                {t("models.export.one")}
              </Button>
              <WriteButton
                size="small"
                danger
                onClick={() => setDeleting({ models: chosen(), count: size })}
              >
                {t("common.delete")}
              </WriteButton>
            </BulkBar>
          ) : undefined
        }
        empty={
          <EmptyState
            title={t(`models.kind.${kind}.emptyTitle`)}
            text={t(`models.kind.${kind}.emptyText`)}
          >
            {addButton}
          </EmptyState>
        }
        countText={(count) => t(`models.kind.${kind as ModelKind}.count`, { count })}
      />
      {imports.wizard}
      {deleting && (
        <DeleteModels
          kind={kind}
          {...deleting}
          backup={() => exported(deleting.models)}
          onClose={() => setDeleting(null)}
          onBegun={(task) => {
            if ("ids" in deleting.models) selection.setMany(deleting.models.ids, false);
            else selection.clear();
            whenOver(task, (over) =>
              t(`models.kind.${kind as ModelKind}.deleted`, { count: over.ok }),
            );
          }}
        />
      )}
      {opened && dialog({ source: opened.source, onClose: () => setOpened(null), onCreated: open })}
    </Page>
  );
}

const fileNameOf = (row: { name: string }) =>
  "id_name" in row ? String(row.id_name) : idNameOf(row.name);
