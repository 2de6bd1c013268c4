import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { ListQuery } from "../../api/list";
import type { LiveEvent, RpcRun } from "../../api/types";
import { useLiveRows, type LiveRows } from "../../components/live/use-live-rows";
import { sayingsWith } from "../../components/values/said";
import { matchesRun, byNewestId } from "./match";

const pick = (event: LiveEvent) => (event.type === "rpc" ? event.run : null);
export const runKey = (run: RpcRun) => run.id;
const runTime = (run: RpcRun) => run.at;

/**
 * The instance searches results in English: where they are shown in another language, it is told
 * which sentences have the words that were typed.
 */
export function useSpokenQuery(query: ListQuery): ListQuery {
  const { i18n } = useTranslation();
  const { language } = i18n;
  return useMemo(() => {
    const { q } = query;
    const said = typeof q === "string" && language !== "en" ? sayingsWith(q) : [];
    return said.length > 0 ? { ...query, said: said.join(",") } : query;
  }, [query, language]);
}

/**
 * The log of calls as a stream. A call comes again whenever it has come further: it stays where it
 * is, and leaves when it is no longer in the wanted state.
 */
export function useRunRows(query: ListQuery): LiveRows<RpcRun> {
  const match = useCallback((run: RpcRun) => matchesRun(query, run), [query]);
  const live = useLiveRows<RpcRun>({
    resource: "rpc-runs",
    path: "/api/v1/rpc-runs",
    query,
    topic: "rpc",
    pick,
    match,
    rowKey: runKey,
    rowTime: runTime,
  });
  const wanted = query["state"];
  const rows = useMemo(
    () =>
      live.rows.filter((run) => wanted === undefined || run.state === wanted).toSorted(byNewestId),
    [live.rows, wanted],
  );
  // What is live and what is history are mixed, and a call is received more than once.
  return { ...live, rows, liveCount: 0, received: 0 };
}
