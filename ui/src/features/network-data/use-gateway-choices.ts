import { useInfiniteQuery, type InfiniteData } from "@tanstack/react-query";

import { listOptions } from "../../api/list";
import { paths } from "../../api/queries";
import type { Gateway, Page } from "../../api/types";
import type { FilterDef } from "../../components/grid/filters/filter";

const NONE: FilterDef["options"] = [];

const choicesOf = (data: InfiniteData<Page<Gateway>>): FilterDef["options"] =>
  data.pages.flatMap(({ items }) =>
    items.map(({ eui, name }) => ({ value: eui, label: name || eui })),
  );

/** Gateways to filter by. It stays the same however often they are heard, until a name changes. */
export function useGatewayChoices(): FilterDef["options"] {
  const list = listOptions<Gateway>("gateways", paths.gateways, { sort: "eui" });
  return useInfiniteQuery({ ...list, select: choicesOf }).data ?? NONE;
}
