import type { BulkTarget } from "../../../api/bulk";
import type { ListQuery } from "../../../api/list";
import { keepForSession, keptForSession } from "../../../api/session-kept";
import type { Selection } from "../../../components/grid/selection";

const KEPT = "bulk-target";

/**
 * The selected devices as requests name them. Everything that matches is sent as its filter and what
 * was left out, so that ten thousand names need not travel.
 */
export function targetOf(selection: Selection, query: ListQuery): BulkTarget {
  if (selection.kind === "keys") return { euis: [...selection.keys] };
  const { sort: _sort, q, ...filter } = query;
  const { except } = selection;
  return {
    filter,
    ...(q ? { q } : {}),
    ...(except.size > 0 ? { except: [...except] } : {}),
  };
}

/** Keeps the devices over a reload of the page. */
export const keepTarget = (owner: string, target: BulkTarget): void =>
  keepForSession(KEPT, owner, target);

export function keptTarget(owner: string): BulkTarget | null {
  const kept = keptForSession(KEPT, owner) as BulkTarget | null;
  return kept !== null && ("euis" in kept || "filter" in kept) ? kept : null;
}
