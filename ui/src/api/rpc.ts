// Commands: what can be called on a device, calls, and the log of calls.

import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "./client";
import { keys } from "./keys";
import type { CallableRpcModel, JsonObject, Page, RpcRun } from "./types";

/** How many of a device's last calls its panel knows. */
const RECENT = 20;

/** What can be called on a device: what it mounts, then what it has from its parent. */
export const callableRpcs = (eui: string) =>
  queryOptions({
    queryKey: keys.callableRpcs(eui),
    queryFn: () =>
      answer<CallableRpcModel[]>(
        api.GET("/api/v1/devices/{eui}/rpc", { params: { path: { eui } } }),
      ),
  });

export const useCallableRpcs = (eui: string) => useQuery(callableRpcs(eui));

/** The last calls on a device, newest first; `rpc` events say when one has come further. */
export function useRecentRuns(eui: string) {
  return useQuery({
    queryKey: keys.rpcRuns(eui),
    queryFn: () =>
      answer<Page<RpcRun>>(
        api.GET("/api/v1/rpc-runs", { params: { query: { eui, limit: RECENT } } }),
      ),
    select: (page) => page.items,
  });
}

export function useRpcRun(id: string) {
  return useQuery({
    queryKey: keys.one("rpc-runs", id),
    queryFn: () => answer<RpcRun>(api.GET("/api/v1/rpc-runs/{id}", { params: { path: { id } } })),
    enabled: id !== "",
  });
}

function useRunWrite<Body>(send: (body: Body) => Promise<RpcRun>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (run) => {
      client.setQueryData(keys.one("rpc-runs", run.id), run);
      void client.invalidateQueries({ queryKey: ["rpc-runs"] });
    },
  });
}

type RpcCall = { eui: string; method: string; params: JsonObject };

/** Calls an RPC model; the answer is the run, which goes on. */
export const useCallRpc = () =>
  useRunWrite(({ eui, ...body }: RpcCall) =>
    answer<RpcRun>(api.POST("/api/v1/devices/{eui}/rpc", { params: { path: { eui } }, body })),
  );

export const useCancelRun = () =>
  useRunWrite((id: string) =>
    answer<RpcRun>(api.POST("/api/v1/rpc-runs/{id}/cancel", { params: { path: { id } } })),
  );
