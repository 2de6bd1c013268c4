import { DownloadOutlined, PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useMemo, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { TFunction } from "i18next";

import { useList } from "../../../api/list";
import { listPath, useDeleteModel, type ModelKind, type ModelRows } from "../../../api/models";
import { useMe } from "../../../api/queries";
import { useCommand } from "../../../app/commands/commands";
import { useListState } from "../../../app/url-state";
import { ImportButton } from "../../../features/imports/ImportButton";
import { useDownload } from "../../../features/imports/use-download";
import { useImport } from "../../../features/imports/use-import";
import { confirm } from "../../messages/confirm";
import { EmptyState } from "../../states/EmptyState";
import { DataGrid } from "../../grid/DataGrid";
import { FilterBar } from "../../grid/filters/FilterBar";
import type { Column, MenuEntry } from "../../grid/types";
import { Page } from "../../page/Page";
import { useTellDeleted } from "../../tasks/use-tell-deleted";
import { toastFailed } from "../../messages/toast";
import { WriteButton } from "../../actions/WriteButton";
import { idNameOf, isPublic, navOf, pageOf } from "../kinds";

const filterNames = ["q", "scope"] as const;

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
  dialog: (props: NewModelProps<ModelRows[Kind]>) => ReactNode;
};

/** All models of a kind the tenant may use. */
export function ModelsList<Kind extends ModelKind>({ kind, columns, menu, dialog }: Props<Kind>) {
  type Row = ModelRows[Kind];
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const me = useMe();
  const state = useListState(filterNames, "name");
  const source = useList<Row>(kind, listPath(kind), state.query);
  const shown = useMemo(() => columns(t, i18n.language), [columns, t, i18n.language]);
  const remove = useDeleteModel(kind);
  const tellDeleted = useTellDeleted();
  const [opened, setOpened] = useState<{ source: Row | undefined } | null>(null);
  const imports = useImport(kind);
  const { records } = useDownload();
  const add = () => setOpened({ source: undefined });
  useCommand({ id: "add", title: t(`models.kind.${kind}.add`), keys: "n|Ctrl+n", run: add });

  const open = (id: string) => void navigate(`${pageOf[kind]}/${id}`);

  async function ask(model: Row): Promise<void> {
    if (isPublic(model)) return;
    const yes = await confirm({
      level: 2,
      title: t("models.deleteTitle", { name: model.name }),
      text: t(`models.kind.${kind}.deleteText`),
      verb: t(`models.kind.${kind}.deleteVerb`),
    });
    if (!yes) return;
    remove.mutate(model.id, {
      onSuccess: () => void tellDeleted(t("models.deleted", { name: model.name }), model.id),
      onError: (error) => toastFailed(t(`models.kind.${kind}.deleteFailed`), error),
    });
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
        onClick={() => {
          const { sort: _sort, ...filters } = state.query;
          records(kind, { ...filters, format: "json" }, {});
        }}
      >
        {t("models.export.all")}
      </Button>
      {addButton}
    </>
  );
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
        onDelete={(row) => void ask(row)}
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
            views={kind}
            placeholder={t(`models.kind.${kind}.search`)}
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
          <EmptyState
            title={t(`models.kind.${kind}.emptyTitle`)}
            text={t(`models.kind.${kind}.emptyText`)}
          >
            {addButton}
          </EmptyState>
        }
        countText={(total, amount) =>
          t(`models.kind.${kind as ModelKind}.count`, {
            count: total,
            amount,
          })
        }
      />
      {imports.wizard}
      {opened && dialog({ source: opened.source, onClose: () => setOpened(null), onCreated: open })}
    </Page>
  );
}

const fileNameOf = (row: { name: string }) =>
  "id_name" in row ? String(row.id_name) : idNameOf(row.name);
