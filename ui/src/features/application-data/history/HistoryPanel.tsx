import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Button, DatePicker, Segmented } from "antd";
import { lazy, Suspense, useEffect, useMemo, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";

import { blocking } from "../../../api/blocking";
import type { DisplayField, ThingModel } from "../../../api/types";
import { usePreferences } from "../../../state/preferences";
import { at } from "../../../state/routes-at";
import { groupsOf, tracksOf, type Sample } from "../../../components/chart/series";
import { EmptyState } from "../../../components/states/EmptyState";
import { ErrorPanel } from "../../../components/states/ErrorPanel";
import { EuiText } from "../../../components/values/EuiText";
import { DataGrid } from "../../../components/grid/DataGrid";
import { Panel } from "../../../components/page/Panel";
import { loadPart } from "../../../lib/code-part";
import { meantBy, shownAs } from "../../../lib/picker-time";
import type { Zone } from "../../../lib/time";
import { count } from "../../../lib/units";
import { shownFields } from "../../../components/values/field-names";
import { orderedFields } from "../../../components/values/value";
import css from "../Data.module.css";
import { FieldToggles } from "./FieldToggles";
import { HistoryExport } from "./HistoryExport";
import { historyColumns, type HistoryField } from "./history-columns";
import { PRESETS, rangeParams, readRange, shifted, spanOf, type Preset, type Range } from "./range";
import { MOST, useHistory } from "./use-history";

const TimeSeries = lazy(async () => ({
  default: (await loadPart(() => import("../../../components/chart/TimeSeries"))).TimeSeries,
}));

const TICK_MS = 5_000;
const NO_SAMPLES: Sample[] = [];

type Props = {
  eui: string;
  name: string | undefined;
  model: ThingModel;
  onClose: () => void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
};

/** What a device sent over time: charts by unit over one time axis, and the records below. */
export function HistoryPanel({ eui, name, model, onClose, onPrevious, onNext }: Props) {
  const { t, i18n } = useTranslation();
  const [range, setRange] = useRange();
  const now = useTick(range.kind === "live");
  const history = useHistory(eui, model.id, range);
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [sort, setSort] = useState("-at");
  const zone = usePreferences((all) => all.zone);
  const { from, to } = spanOf(range, now);

  const error = blocking(history);
  const samples = history.data?.samples ?? NO_SAMPLES;
  const { built_in, fields: stored } = model;
  const fields = useMemo(
    () => fieldsOf(shownFields(t, { built_in, fields: stored }), samples),
    [t, built_in, stored, samples],
  );
  // Fields the model does not name are off until they are asked for.
  const visible = useMemo(
    () => fields.filter((field) => field.known !== toggled.has(field.key)),
    [fields, toggled],
  );
  const inRange = useMemo(() => between(samples, from, to), [samples, from, to]);
  const curve = history.data?.curve ?? samples;
  const drawn = useMemo(() => between(curve, from, to), [curve, from, to]);
  const groups = useMemo(
    () => groupsOf(tracksOf(visible, drawn, [t("telemetry.false"), t("telemetry.true")])),
    [visible, drawn, t],
  );
  const rows = useMemo(() => (sort === "-at" ? inRange.toReversed() : inRange), [inRange, sort]);
  const columns = useMemo(() => historyColumns(t, visible, zone), [t, visible, zone]);

  return (
    <Panel
      testId="panel-history"
      title={name || <EuiText value={eui} />}
      subtitle={
        <>
          <Link to={`${at.devices}/${eui}/telemetry`}>
            <EuiText value={eui} />
          </Link>
          <Link to={`${at.thingModels}/${model.id}`}>{model.name}</Link>
        </>
      }
      onClose={onClose}
      onPrevious={onPrevious}
      onNext={onNext}
    >
      <div className={css["history"]}>
        <RangeBar range={range} onRange={setRange} zone={zone} now={now}>
          <HistoryExport
            eui={eui}
            model={model}
            from={from}
            to={range.kind === "live" ? null : to}
            fields={visible.map((field) => field.key)}
            order={sort === "-at" ? "desc" : "asc"}
            zone={zone}
            disabled={rows.length === 0}
          />
        </RangeBar>
        {fields.length > 0 && (
          <FieldToggles fields={fields} toggled={toggled} onChange={setToggled} />
        )}
        {error ? (
          <ErrorPanel error={error} onRetry={() => void history.refetch()} />
        ) : history.data === undefined ? (
          <p className="hint">{t("data.loading")}</p>
        ) : rows.length === 0 ? (
          <EmptyState title={t("data.empty")} text={t("data.emptyText")}>
            {!(range.kind === "live" && range.preset === "7d") && (
              <Button onClick={() => setRange({ kind: "live", preset: "7d" })}>
                {t("data.lastDay")}
              </Button>
            )}
          </EmptyState>
        ) : (
          <>
            {history.data.curve !== null && (
              <p className={css["notice"]} role="status">
                {t(history.data.complete ? "data.cut" : "data.cutCharts", {
                  count: MOST,
                  all: count(history.data.records, i18n.language),
                })}
              </p>
            )}
            {groups.length > 0 ? (
              <Suspense fallback={<div className={css["chartsWait"]} aria-busy />}>
                <TimeSeries groups={groups} from={from} to={to} />
              </Suspense>
            ) : (
              <p className="hint">{t("data.noCharts")}</p>
            )}
            <div className={css["table"]}>
              <DataGrid<Sample>
                id="history"
                label={t("data.history")}
                columns={columns}
                source={{
                  rows,
                  total: rows.length,
                  isPending: false,
                  isFetching: history.isFetching,
                  isStale: history.isPlaceholderData,
                  error: null,
                  hasMore: false,
                  pages: 1,
                  loadMore: () => undefined,
                  refetch: () => void history.refetch(),
                }}
                rowKey={(row) => String(row.at)}
                state={{ sort, setSort, filters: {}, clear: () => undefined }}
                onOpen={() => undefined}
                empty={null}
                countText={(count) => t("data.rows", { count })}
              />
            </div>
          </>
        )}
      </div>
    </Panel>
  );
}

const between = (samples: readonly Sample[], from: number, to: number) =>
  samples.filter((sample) => sample.at >= from && sample.at <= Math.max(to, Date.now()));

/** The model's fields in their order, then what was recorded beyond them. */
function fieldsOf(fields: readonly DisplayField[], samples: readonly Sample[]): HistoryField[] {
  const data: Sample["values"] = {};
  for (const sample of samples) Object.assign(data, sample.values);
  return orderedFields(fields, data)
    .filter(({ key }) => key in data)
    .map(({ key, field }) => ({
      key,
      label: field?.name ?? key,
      unit: field?.unit ?? "",
      known: field !== undefined || fields.length === 0,
      field,
    }));
}

function useRange(): [Range, (range: Range) => void] {
  const [params, setParams] = useSearchParams();
  const range = useMemo(() => readRange(params), [params]);
  return [
    range,
    (next) =>
      setParams(
        (now) => {
          const after = new URLSearchParams(now);
          for (const [name, value] of Object.entries(rangeParams(next))) {
            if (value === null) after.delete(name);
            else after.set(name, value);
          }
          return after;
        },
        { replace: true },
      ),
  ];
}

/** The present, which moves on in steps while the range follows it. */
function useTick(moving: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!moving) return;
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [moving]);
  return now;
}

type RangeBarProps = {
  range: Range;
  onRange: (range: Range) => void;
  zone: Zone;
  now: number;
  children: ReactNode;
};

function RangeBar({ range, onRange, zone, now, children }: RangeBarProps) {
  const { t } = useTranslation();
  const { from, to } = spanOf(range, now);
  const live = range.kind === "live";
  const chosen = range.preset ?? "custom";
  return (
    <div className={css["rangeBar"]}>
      <Segmented<Preset | "custom">
        aria-label={t("data.range")}
        value={chosen}
        onChange={(value: Preset | "custom") =>
          onRange(
            value === "custom"
              ? { kind: "fixed", from, to, preset: null }
              : { kind: "live", preset: value },
          )
        }
        options={[...PRESETS, "custom" as const].map((value) => ({
          value,
          label: t(`data.preset.${value}`),
        }))}
      />
      <Button
        type="text"
        icon={<LeftOutlined />}
        aria-label={t("data.earlier")}
        onClick={() => onRange(shifted(range, -1, Date.now()))}
      />
      <Button
        type="text"
        icon={<RightOutlined />}
        aria-label={t("data.later")}
        disabled={live}
        onClick={() => onRange(shifted(range, 1, Date.now()))}
      />
      <Button
        type={live ? "primary" : "default"}
        ghost={live}
        aria-pressed={live}
        disabled={range.preset === null}
        onClick={() =>
          range.preset !== null &&
          onRange(
            live
              ? { kind: "fixed", from, to, preset: range.preset }
              : { kind: "live", preset: range.preset },
          )
        }
      >
        {t("data.follow")}
      </Button>
      {range.preset === null && (
        <DatePicker.RangePicker
          showTime={{ format: "HH:mm" }}
          format="YYYY-MM-DD HH:mm"
          allowClear={false}
          value={[shownAs(from, zone), shownAs(to, zone)]}
          onChange={(dates) => {
            const [start, end] = dates ?? [];
            if (!start || !end) return;
            const [low, high] = [meantBy(start, zone), meantBy(end, zone)];
            if (low < high) onRange({ kind: "fixed", from: low, to: high, preset: null });
          }}
        />
      )}
      <span className={css["grow"]} />
      {children}
    </div>
  );
}
