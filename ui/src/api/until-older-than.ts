import type { QueryState } from "@tanstack/react-query";

/** A part of a query's state. */
type Age = { state: Pick<QueryState, "dataUpdatedAt" | "errorUpdatedAt"> };

const LEAST_MS = 1000;

/**
 * A `refetchInterval` that ends `ms` after the last answer. A plain number begins anew with each
 * change that live events make, and never ends for a device that reports more often than that.
 */
export const untilOlderThan =
  (ms: number) =>
  ({ state }: Age): number =>
    Math.max(LEAST_MS, Math.max(state.dataUpdatedAt, state.errorUpdatedAt) + ms - Date.now());
