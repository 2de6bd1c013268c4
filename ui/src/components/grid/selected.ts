import type { ListQuery } from "../../api/list";
import type {
  SelectedDevices,
  SelectedGateways,
  SelectedModels,
  SelectedProfiles,
} from "../../api/types";
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

/** The same for models. */
export function selectedModels(selection: Selection, query: ListQuery): SelectedModels {
  return selection.kind === "keys"
    ? { ids: [...selection.keys] }
    : { ...filtersOf(query), except: [...selection.except] };
}

/** Filters that are not words. */
const FLAGS = ["enable", "has_device", "registered"];

/** What matches, with the filters in the types in which a request has them. */
function matching(query: ListQuery, except: ReadonlySet<string>) {
  const { filter, ...rest } = filtersOf(query);
  const typed = Object.entries(filter).map(([name, value]): [string, string | boolean] => [
    name,
    FLAGS.includes(name) ? value === "true" : value,
  ]);
  return { ...rest, filter: Object.fromEntries(typed), except: [...except] };
}

/** The same for profiles. */
export const selectedProfiles = (selection: Selection, query: ListQuery): SelectedProfiles =>
  selection.kind === "keys" ? { dev_euis: [...selection.keys] } : matching(query, selection.except);

/** The same for gateways. */
export const selectedGateways = (selection: Selection, query: ListQuery): SelectedGateways =>
  selection.kind === "keys" ? { euis: [...selection.keys] } : matching(query, selection.except);
