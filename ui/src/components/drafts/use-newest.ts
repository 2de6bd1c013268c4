import { useQueryClient, type QueryKey } from "@tanstack/react-query";

import type { Draft } from "../fields/use-draft";
import { isClear } from "./conflict";

/**
 * Asks for the newest state before a save: true when nobody else changed an edited field meanwhile.
 * Otherwise the newest state is in the cache, so that the form marks what differs.
 */
export function useNewest<Record, Values extends object>(
  queryKey: QueryKey,
  load: () => Promise<Record>,
  valuesOf: (record: Record) => Values,
  draft: Pick<Draft<Values>, "against">,
): () => Promise<boolean> {
  const client = useQueryClient();
  return async () => {
    const newest = await client.fetchQuery({ queryKey, queryFn: load, staleTime: 0 });
    return isClear(draft.against(valuesOf(newest)));
  };
}
