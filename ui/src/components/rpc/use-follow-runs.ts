import { useQueryClient } from "@tanstack/react-query";

import { keys } from "../../api/keys";
import { refetchKept, useEvents } from "../../state/live/use-live";

/** Keeps the calls on a device fresh while a view that shows them is mounted. */
export function useFollowRuns(eui: string): void {
  const client = useQueryClient();
  // What became of an edited attribute is known by its run.
  const followed = [["rpc-runs"], keys.attributes(eui, "shared")];
  useEvents({
    topics: ["rpc"],
    eui,
    batchMs: 250,
    onEvents: () => followed.forEach((queryKey) => void client.invalidateQueries({ queryKey })),
    onOpen: () => followed.forEach((queryKey) => refetchKept(client, queryKey)),
  });
}
