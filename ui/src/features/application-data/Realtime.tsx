import { Button } from "antd";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";

import type { ThingModel } from "../../api/types";
import { usePreferences } from "../../state/preferences";
import { at } from "../../state/routes-at";
import { useListState } from "../../state/url-state";
import { EmptyState } from "../../components/states/EmptyState";
import { DataGrid } from "../../components/grid/DataGrid";
import { FilterBar } from "../../components/grid/filters/FilterBar";
import { statusFilter } from "../../components/grid/filters/status-filter";
import { neighbours } from "../../components/grid/neighbours";
import { Page } from "../../components/page/Page";
import { Split } from "../../components/page/Panel";
import { shownFields } from "../../components/values/field-names";
import { orderedFields } from "../../components/values/value";
import { realtimeColumns } from "./columns";
import { HistoryPanel } from "./history/HistoryPanel";
import { LimitsButton, useLimits } from "./LimitsButton";
import { ModelSelect } from "./ModelSelect";
import { useCommands } from "./use-commands";
import { ValueFilters } from "./ValueFilters";
import { useLatest, type LatestRow } from "./use-latest";

const filterNames = ["q", "status", "tag", "where"] as const;
const keyOf = (row: LatestRow) => row.device.eui;

type Props = { model: ThingModel; models: readonly ThingModel[] };

/** One row a device, one column a display field. */
export function Realtime({ model, models }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { eui } = useParams();
  const [search] = useSearchParams();
  const set = usePreferences((all) => all.set);
  const state = useListState(filterNames, "name");
  const asked = useMemo(() => [model.id], [model.id]);
  const source = useLatest(asked, state.query);

  useEffect(() => set({ lastModel: model.id }), [model.id, set]);

  // A model without display fields shows what its first device has.
  const sample = source.rows.find((row) => row.at !== null)?.values;
  const keys = model.fields.length > 0 ? "" : Object.keys(sample ?? {}).join("\n");
  const limits = useLimits(model.id);
  const { built_in, fields: stored } = model;
  const fields = useMemo(() => {
    const data = Object.fromEntries(
      keys
        .split("\n")
        .filter(Boolean)
        .map((key) => [key, null]),
    );
    return orderedFields(shownFields(t, { built_in, fields: stored }), data).map(
      ({ key, field }) => field ?? { field_name: key, name: key, type: "string", unit: "" },
    );
  }, [t, built_in, stored, keys]);
  const columns = useMemo(() => realtimeColumns(t, fields, limits), [t, fields, limits]);
  // Stands still while values come in.
  const filters = useMemo(() => [statusFilter(t)], [t]);
  const ofValues = useMemo(() => <ValueFilters state={state} fields={fields} />, [state, fields]);

  const path = `${at.applicationData}/${model.id}`;
  const open = (key: string | null) =>
    void navigate({
      pathname: key === null ? path : `${path}/${key}`,
      search: search.toString(),
    });
  const commands = useCommands((row) => open(row.device.eui));
  const opened = source.rows.find((row) => row.device.eui === eui);

  return (
    <Page
      title={t("nav.applicationData")}
      group={t("nav.data")}
      tabs={<ModelSelect value={model.id} models={models} />}
    >
      <Split
        onMask={() => open(null)}
        panel={
          eui === undefined ? undefined : (
            <HistoryPanel
              key={`${eui} ${model.id}`}
              eui={eui}
              name={opened?.device.name}
              model={model}
              onClose={() => open(null)}
              {...neighbours(source.rows, keyOf, eui, open)}
            />
          )
        }
        list={
          <DataGrid<LatestRow>
            id={`realtime-${model.id}`}
            label={t("data.realtime")}
            columns={columns}
            source={source}
            rowKey={keyOf}
            state={state}
            openKey={eui}
            onOpen={(row) => open(row.device.eui)}
            onAction={commands.onAction}
            rowMenu={commands.entries}
            filters={
              <FilterBar
                state={state}
                views={`realtime-${model.id}`}
                after={ofValues}
                placeholder={t("data.search")}
                filters={filters}
              />
            }
            empty={
              <EmptyState title={t("data.noDevices")} text={t("data.noDevicesText")}>
                <Button type="primary" onClick={() => void navigate(at.devices)}>
                  {t("data.openDevices")}
                </Button>
              </EmptyState>
            }
            countText={(count) => t("data.count", { count })}
            footer={
              model.fields.length === 0 ? (
                <span className="hint">{t("data.noFields")}</span>
              ) : (
                <LimitsButton model={model.id} fields={fields} />
              )
            }
          />
        }
      />
      {commands.dialog}
    </Page>
  );
}
