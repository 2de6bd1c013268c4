// Changes to many devices at once: what a selection has, what would change, and doing it.

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";

import { answer, api } from "./client";
import { useTaskWrite } from "./tasks";
import type {
  BulkChange,
  BulkPlan,
  JsonObject,
  OneTimeRpcOutlook,
  RecordedTelemetry,
  SelectionFacts,
  Task,
} from "./types";

/** Devices as a person selected them: by name, or all but a few that a filter and a text match. */
export type BulkTarget =
  | { euis: string[] }
  | { filter: Record<string, string | undefined>; q?: string; except?: string[] };

/** What changes are asked for: a template, or a set of changes. */
export type BulkWish = { kind: "reset"; template: string } | { kind: "update"; change: BulkChange };

const PAGE = 100;

export function useSelectionFacts(target: BulkTarget) {
  return useQuery({
    queryKey: ["devices", "selection", target],
    queryFn: () => answer<SelectionFacts>(api.POST("/api/v1/selection", { body: target })),
    placeholderData: keepPreviousData,
  });
}

/** What thing models recorded; counting takes a moment, so it is asked for when it is looked at. */
export function useSelectedTelemetry(target: BulkTarget) {
  return useQuery({
    queryKey: ["devices", "selection-telemetry", target],
    queryFn: () =>
      answer<RecordedTelemetry[]>(api.POST("/api/v1/selection/telemetry", { body: target })),
  });
}

function check(target: BulkTarget, wish: BulkWish, from: number): Promise<BulkPlan> {
  const params = { query: { from, limit: PAGE } };
  return wish.kind === "reset"
    ? answer<BulkPlan>(
        api.POST("/api/v1/reset-by-template/check", {
          params,
          body: { ...target, template: wish.template },
        }),
      )
    : answer<BulkPlan>(
        api.POST("/api/v1/bulk-update/check", {
          params,
          body: { ...target, change: wish.change },
        }),
      );
}

/** What would become of the devices, page by page. */
export function useBulkPlan(target: BulkTarget, wish: BulkWish | null) {
  return useInfiniteQuery({
    queryKey: ["devices", "bulk-plan", target, wish],
    queryFn: ({ pageParam }) => check(target, wish ?? { kind: "update", change: {} }, pageParam),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next,
    enabled: wish !== null,
    retry: false,
  });
}

type BulkStart = { target: BulkTarget; wish: BulkWish; count: number };

/** Begins; the number of devices that were confirmed goes along. */
export const useStartBulk = () =>
  useTaskWrite(({ target, wish, count }: BulkStart) =>
    wish.kind === "reset"
      ? answer<Task>(
          api.POST("/api/v1/reset-by-template", {
            body: { ...target, count, template: wish.template },
          }),
        )
      : answer<Task>(
          api.POST("/api/v1/bulk-update", { body: { ...target, count, change: wish.change } }),
        ),
  );

/** What a One-Time RPC would meet: who has not got it, who listens late, and what would be sent. */
export function useOneTimeRpcOutlook(
  target: BulkTarget,
  rpc: string | undefined,
  params: JsonObject,
) {
  return useQuery({
    queryKey: ["devices", "one-time-outlook", target, rpc, params],
    queryFn: () =>
      answer<OneTimeRpcOutlook>(
        api.POST("/api/v1/one-time-rpc/check", { body: { ...target, rpc: rpc ?? "", params } }),
      ),
    enabled: rpc !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  });
}
