// Lists as files that the instance writes.

import { platform } from "../platform";
import { answer, api } from "./client";
import type { ListQuery } from "./list";
import { intoFile } from "./send";

/** Lists that the instance writes as tables. */
export type TableKind = "alarms" | "alarm-history" | "rpc-runs" | "frames" | "messages";

export type TableFormat = "xlsx" | "csv";

type Wanted = {
  format: TableFormat;
  fields: string;
  labels: string;
  offset_min: number;
};

/** Everything of a list that matches as a file of the user's; false when the user cancels. */
export async function saveTable(
  kind: TableKind,
  filters: ListQuery,
  wanted: Wanted,
  name: string,
): Promise<boolean> {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined && value !== "");
  const params = { query: { ...Object.fromEntries(given), ...wanted } };
  // The routes differ in their filters; a call by a variable path can only name one of them.
  const path = `/api/v1/exports/${kind}` as "/api/v1/exports/alarms";
  const { shell } = platform;
  if (shell) return answer<boolean>(api.GET(path, { params, fetch: intoFile(name, shell) }));
  const content = await answer<Blob>(api.GET(path, { params, parseAs: "blob" }));
  return platform.saveFile(name, content);
}
