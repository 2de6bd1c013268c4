import type { ListQuery } from "../../api/list";
import type { SelectedDevices, SelectedProfiles } from "../../api/types";
import type { Selection } from "./selection";

/** A list's filters, without its text and order. */
function filtersOf({ q, sort: _sort, ...filters }: ListQuery) {
  const given = Object.entries(filters).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== "",
  );
  return { filter: Object.fromEntries(given), ...(q ? { q } : {}) };
}

/** A selection as the server takes it: a filter stays a filter. */
export function selectedDevices(selection: Selection, query: ListQuery): SelectedDevices {
  return selection.kind === "keys"
    ? { euis: [...selection.keys] }
    : { ...filtersOf(query), except: [...selection.except] };
}

/** The same for profiles, whose filters are not all words. */
export function selectedProfiles(selection: Selection, query: ListQuery): SelectedProfiles {
  if (selection.kind === "keys") return { dev_euis: [...selection.keys] };
  const { filter, ...rest } = filtersOf(query);
  const typed = Object.entries(filter).map(([name, value]): [string, string | boolean] => [
    name,
    name === "enable" || name === "has_device" ? value === "true" : value,
  ]);
  return { ...rest, filter: Object.fromEntries(typed), except: [...selection.except] };
}
