import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import type { ThingModel } from "../../api/types";
import { at } from "../../state/routes-at";
import { useListState } from "../../state/url-state";
import { EmptyState } from "../../components/states/EmptyState";
import { DataGrid } from "../../components/grid/DataGrid";
import { FilterBar } from "../../components/grid/filters/FilterBar";
import { statusFilter } from "../../components/grid/filters/status-filter";
import { Page } from "../../components/page/Page";
import { mixedColumns } from "./columns";
import { ALL, ModelSelect } from "./ModelSelect";
import { useCommands } from "./use-commands";
import { useLatest, type LatestRow } from "./use-latest";

const filterNames = ["q", "status", "tag"] as const;
const keyOf = (row: LatestRow) => `${row.device.eui} ${row.model}`;

type Props = { models: readonly ThingModel[] };

/** The latest values of every device under each of its models, one model after the other. */
export function AllModels({ models }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const state = useListState(filterNames, "name");
  const used = useMemo(
    () => models.filter((model) => model.used_by > 0).map((model) => model.id),
    [models],
  );
  const source = useLatest(used, state.query);
  const columns = useMemo(
    () => mixedColumns(t, new Map(models.map((model) => [model.id, model]))),
    [t, models],
  );
  // Stands still while values come in.
  const filters = useMemo(() => [statusFilter(t)], [t]);
  const history = (row: LatestRow) =>
    void navigate(`${at.applicationData}/${row.model}/${row.device.eui}`);
  const commands = useCommands(history);
  return (
    <Page
      title={t("nav.applicationData")}
      group={t("nav.data")}
      tabs={<ModelSelect value={ALL} models={models} />}
    >
      <DataGrid<LatestRow>
        id="realtime-all"
        label={t("data.realtime")}
        columns={columns}
        source={source}
        rowKey={keyOf}
        state={state}
        onOpen={history}
        onAction={commands.onAction}
        rowMenu={commands.entries}
        filters={
          <FilterBar
            state={state}
            placeholder={t("data.search")}
            views="realtime-all"
            filters={filters}
          />
        }
        empty={<EmptyState title={t("data.noModels")} text={t("data.noModelsText")} />}
        countText={(count) => t("data.mixedCount", { count })}
      />
      {commands.dialog}
    </Page>
  );
}
