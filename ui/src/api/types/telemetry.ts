// What devices reported, the newest and the history.

import type { Device } from "./devices";
import type { Json, JsonObject, Refined, Schemas } from "./schema";

export type Realtime = Refined<Schemas["Realtime"], { device: Device; telemetry_data: JsonObject }>;
export type TelemetryGroup = Refined<Schemas["Partition"], { telemetry_data: JsonObject }>;
export type HistoryPoint = Refined<Schemas["Record"], { telemetry_data: JsonObject }>;
export type HistoryPage = { items: HistoryPoint[]; next_cursor: string | null };
/** A history in few pieces: what each says of a field. */
export type TelemetrySeries = {
  bucket_ms: number;
  records: number;
  complete: boolean;
  items: {
    at: string;
    fields: Record<
      string,
      { last: Json; min: number | null; max: number | null; mean: number | null; count: number }
    >;
  }[];
};
