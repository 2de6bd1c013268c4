import { useQueryClient, type QueryKey } from "@tanstack/react-query";

import type { Draft } from "../fields/use-draft";
import { toastFailed } from "../messages/toast";
import { isClear } from "./conflict";

export type Stored<Record, Values extends object> = {
  /** Where the record is in the cache, and how it is asked for. */
  queryKey: QueryKey;
  load: () => Promise<Record>;
  valuesOf: (record: Record) => Values;
  /** The title of the toast when it cannot be asked for. */
  failed: string;
};

/**
 * Asks for the newest state before a save and goes on when nobody else changed an edited field
 * meanwhile. Otherwise the newest state is in the cache, so that the form marks what differs.
 */
export function useNewest<Record, Values extends object>(
  draft: Pick<Draft<Values>, "against">,
  { queryKey, load, valuesOf, failed }: Stored<Record, Values>,
): (save: () => void) => void {
  const client = useQueryClient();
  return (save) => {
    client.fetchQuery({ queryKey, queryFn: load, staleTime: 0 }).then(
      (newest) => {
        if (isClear(draft.against(valuesOf(newest)))) save();
      },
      (error: unknown) => toastFailed(failed, error),
    );
  };
}
