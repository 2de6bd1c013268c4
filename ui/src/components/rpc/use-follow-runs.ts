import { useQueryClient } from "@tanstack/react-query";

import { keys } from "../../api/keys";
import { useEvents } from "../../app/live/use-live";

/** Keeps the calls on a device fresh while a view that shows them is mounted. */
export function useFollowRuns(eui: string): void {
  const client = useQueryClient();
  const refetch = () => {
    void client.invalidateQueries({ queryKey: ["rpc-runs"] });
    // What became of an edited attribute is known by its run.
    void client.invalidateQueries({ queryKey: keys.attributes(eui, "shared") });
  };
  useEvents({ topics: ["rpc"], eui, batchMs: 250, onEvents: refetch, onBack: refetch });
}
