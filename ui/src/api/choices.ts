// What filters offer to choose from; asked for when somebody is about to choose.

import { useQuery } from "@tanstack/react-query";

import { answer, api } from "./client";
import { keys } from "./keys";
import { everyMatching } from "./list";
import { listPath, type ModelKind, type ModelRows } from "./models";
import type { BatchUse, TagUse } from "./types";

/** Every model of a kind the tenant may use, by name. */
export function useModelChoice<Kind extends ModelKind>(kind: Kind, enabled: boolean) {
  return useQuery({
    queryKey: keys.list(kind, "names"),
    queryFn: () => everyMatching<ModelRows[Kind]>(listPath(kind), { sort: "name" }),
    enabled,
  });
}

/** The tags that devices have. */
export function useTagChoice(enabled: boolean) {
  return useQuery({
    queryKey: ["devices", "tags"],
    queryFn: () => answer<TagUse[]>(api.GET("/api/v1/devices/tags")),
    enabled,
  });
}

/** The batches that profiles have. */
export function useBatchChoice(enabled: boolean) {
  return useQuery({
    queryKey: ["lorawan-profiles", "batches"],
    queryFn: () => answer<BatchUse[]>(api.GET("/api/v1/lorawan-profiles/batches")),
    enabled,
  });
}
