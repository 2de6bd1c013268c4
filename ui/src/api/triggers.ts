// The triggers of a device: what they did last, what waits, and what they wrote.

import { useQueries, useQuery } from "@tanstack/react-query";

import { answer, api } from "./client";
import { keys } from "./keys";
import type { DeviceTrigger, ModelLogLine, Page, RpcRun } from "./types";

/** How many calls and lines the panel of a device shows. */
export const RECENT = 30;

export function useDeviceTriggers(eui: string) {
  return useQuery({
    queryKey: keys.triggers(eui),
    queryFn: () =>
      answer<DeviceTrigger[]>(
        api.GET("/api/v1/devices/{eui}/triggers", { params: { path: { eui } } }),
      ),
  });
}

/** The commands that triggers started on a device, newest first. */
export function useTriggeredRuns(eui: string) {
  return useQuery({
    queryKey: ["rpc-runs", "triggered", eui],
    queryFn: () =>
      answer<Page<RpcRun>>(
        api.GET("/api/v1/rpc-runs", {
          params: { query: { eui, origin: "trigger", limit: RECENT } },
        }),
      ),
    select: (page) => page.items,
  });
}

/** A line with the trigger that wrote it. */
export type TriggerLine = ModelLogLine & { trigger: string };

/** What some triggers wrote about a device: failures and console, newest first. */
export function useTriggerLines(eui: string, triggers: readonly string[]) {
  return useQueries({
    queries: triggers.map((id) => ({
      queryKey: ["devices", "triggers", eui, "log", id] as const,
      queryFn: () =>
        answer<{ items: ModelLogLine[] }>(
          api.GET("/api/v1/trigger-models/{id}/log", { params: { path: { id } } }),
        ),
    })),
    combine: (results) => ({
      error: results.find((result) => result.error)?.error ?? null,
      refetch: () => results.forEach((result) => void result.refetch()),
      lines: results.flatMap((result, at) =>
        (result.data?.items ?? [])
          .filter((line) => line.eui === eui)
          .map((line): TriggerLine => ({ ...line, trigger: triggers[at] ?? "" })),
      ),
    }),
  });
}
