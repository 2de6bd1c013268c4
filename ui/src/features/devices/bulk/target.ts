import type { BulkTarget } from "../../../api/bulk";
import { allMatching, type ListQuery } from "../../../api/list";
import { paths } from "../../../api/queries";
import type { Device } from "../../../api/types";
import type { Selection } from "../../../components/grid/selection";

const KEPT = "thinklink.bulk-target";

/**
 * The selected devices as requests name them. Everything that matches is sent as its filter, so that
 * ten thousand names need not travel; exceptions can only be named one by one.
 */
export async function targetOf(selection: Selection, query: ListQuery): Promise<BulkTarget> {
  if (selection.kind === "keys") return { euis: [...selection.keys] };
  const { sort: _sort, q, ...filter } = query;
  if (selection.except.size === 0) return { filter, ...(q ? { q } : {}) };
  const all = await allMatching<Device>(paths.devices, query, (row) => row.eui);
  return { euis: all.filter((key) => !selection.except.has(key)) };
}

/** The devices one by one. */
export async function euisOf(target: BulkTarget): Promise<string[]> {
  if ("euis" in target) return target.euis;
  const { filter, q } = target;
  return allMatching<Device>(paths.devices, { ...filter, q }, (row) => row.eui);
}

/** Keeps the devices over a reload of the page. */
export function keepTarget(target: BulkTarget): void {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(target));
  } catch {
    // Too many names for the storage: after a reload they are selected again.
    sessionStorage.removeItem(KEPT);
  }
}

export function keptTarget(): BulkTarget | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null") as BulkTarget | null;
    return kept !== null && ("euis" in kept || "filter" in kept) ? kept : null;
  } catch {
    return null;
  }
}
