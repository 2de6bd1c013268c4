import { useCallback, useMemo, useState } from "react";
import { useSearchParams } from "react-router";

/** Filters and sort of a list, kept in the URL. Every name in `names` is a filter the API knows. */
export type ListState = {
  filters: Record<string, string>;
  sort: string;
  setFilter: (name: string, value: string | null) => void;
  setSort: (sort: string) => void;
  clear: () => void;
  /** How often that was done: what is half typed and in no filter goes with it. */
  clears: number;
  /** Replaces all filters and the sort. */
  apply: (filters: Record<string, string>, sort: string) => void;
  /** What to send: filters that are set, and the sort. */
  query: Record<string, string | undefined>;
};

export function useListState(names: readonly string[], defaultSort: string): ListState {
  const [params, setParams] = useSearchParams();
  const joined = names.join(",");

  const filters = useMemo(() => {
    const found: Record<string, string> = {};
    for (const name of joined.split(",")) {
      const value = params.get(name);
      if (value) found[name] = value;
    }
    return found;
  }, [params, joined]);

  const change = useCallback(
    (name: string, value: string | null) =>
      setParams(
        (now) => {
          const next = new URLSearchParams(now);
          if (value) next.set(name, value);
          else next.delete(name);
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );

  const [clears, setClears] = useState(0);
  const clear = useCallback(() => {
    setClears((before) => before + 1);
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        for (const name of joined.split(",")) next.delete(name);
        return next;
      },
      { replace: true },
    );
  }, [setParams, joined]);

  const apply = useCallback(
    (wanted: Record<string, string>, order: string) =>
      setParams((now) => {
        const next = new URLSearchParams(now);
        for (const name of joined.split(",")) {
          const value = wanted[name];
          if (value) next.set(name, value);
          else next.delete(name);
        }
        if (order === "" || order === defaultSort) next.delete("sort");
        else next.set("sort", order);
        return next;
      }),
    [setParams, joined, defaultSort],
  );

  const sort = params.get("sort") ?? defaultSort;
  return useMemo(
    () => ({
      filters,
      sort,
      setFilter: change,
      setSort: (next) => change("sort", next === defaultSort ? null : next),
      clear,
      clears,
      apply,
      query: { ...filters, sort: sort || undefined },
    }),
    [filters, sort, defaultSort, change, clear, clears, apply],
  );
}
