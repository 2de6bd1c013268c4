import {
  infiniteQueryOptions,
  keepPreviousData,
  useInfiniteQuery,
  useQuery,
  type InfiniteData,
  type UseInfiniteQueryResult,
} from "@tanstack/react-query";
import { useEffect, useEffectEvent, useMemo, useState } from "react";

import { getPage, type ListPath } from "./client";
import { keys } from "./keys";
import { PAGE_SIZE } from "./first-lists";
import { toProblem, type Problem } from "./problem";
import type { Page } from "./types";

/** How far `collect` looks back. */
const MOST_PAGES = 25;

export type ListQuery = Record<string, string | undefined>;

/** One server-side list as the grid reads it: pages are fetched as the view nears their end. */
export type ListSource<Row> = {
  rows: Row[];
  total: number;
  isPending: boolean;
  isFetching: boolean;
  isStale: boolean;
  error: Problem | null;
  hasMore: boolean;
  /** Pages fetched so far. A page may be empty although older ones are not. */
  pages: number;
  loadMore: () => void;
  /** Every row that matches, for files; absent where all rows are there already. */
  loadAll?: () => Promise<Row[]>;
  refetch: () => void;
};

/** How many rows match what is asked for now; undefined while nobody knows. */
export const knownTotal = ({ total, pages, isStale }: ListSource<unknown>): number | undefined =>
  pages === 0 || isStale ? undefined : total;

/** How the cache gets a list. */
export const listOptions = <Row>(resource: string, path: ListPath, query: ListQuery) =>
  infiniteQueryOptions({
    queryKey: keys.list(resource, query),
    queryFn: ({ pageParam, signal }) =>
      getPage<Row>(path, { ...query, limit: PAGE_SIZE, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page<Row>) => page.next_cursor,
  });

/** A keyset-paged list. `query` holds the filters and `sort`, exactly as the API names them. */
export function useList<Row>(resource: string, path: ListPath, query: ListQuery): ListSource<Row> {
  const result = useInfiniteQuery({
    ...listOptions<Row>(resource, path, query),
    placeholderData: keepPreviousData,
  });
  return useSource(result, () => everyMatching<Row>(path, query));
}

/** How many rows match, of a list that is not shown; undefined while nobody knows. */
export const useTotal = (
  resource: string,
  path: ListPath,
  query: ListQuery,
  enabled: boolean,
): number | undefined => {
  const { data, isError } = useQuery({
    queryKey: keys.total(resource, query),
    queryFn: ({ signal }) => getPage<unknown>(path, { ...query, limit: 1 }, signal),
    select: ({ total }) => total,
    enabled,
  });
  return isError ? undefined : data;
};

type Paged<Row> = UseInfiniteQueryResult<InfiniteData<Page<Row>>>;

/** What the cache has of a list, as grids take it; `loadAll` fetches every row. */
export function useSource<Row>(result: Paged<Row>, loadAll: () => Promise<Row[]>): ListSource<Row> {
  const { data, fetchNextPage, refetch, isFetchingNextPage, hasNextPage } = result;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  return {
    rows,
    total: data?.pages[0]?.total ?? 0,
    isPending: result.isPending,
    isFetching: result.isFetching && !isFetchingNextPage,
    isStale: result.isPlaceholderData,
    error: result.error ? toProblem(result.error) : null,
    hasMore: hasNextPage,
    pages: data?.pages.length ?? 0,
    loadMore() {
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
    },
    loadAll,
    refetch: () => void refetch(),
  };
}

/**
 * A log: it has no total, and looks through a bounded part at a time, so that pages may be empty
 * although older ones are not. Goes on behind those, but not through the whole log unasked.
 */
export function useLogList<Row>(
  resource: string,
  path: ListPath,
  query: ListQuery,
): ListSource<Row> & { gaveUp: boolean } {
  const list = useList<Row>(resource, path, query);
  const { pages, hasMore } = list;
  const { length } = list.rows;
  const [grown, setGrown] = useState({ length: 0, pages: 0 });
  if (length !== grown.length || pages < grown.pages) setGrown({ length, pages });
  const empty = pages - grown.pages;
  const gaveUp = hasMore && empty >= MOST_PAGES;
  const loadMore = useEffectEvent(() => list.loadMore());
  useEffect(() => {
    if (hasMore && !gaveUp && (empty > 0 || length === 0)) loadMore();
  }, [hasMore, gaveUp, empty, length, pages]);
  return {
    ...list,
    total: length,
    gaveUp,
    loadMore() {
      setGrown({ length, pages });
      list.loadMore();
    },
  };
}

/** Every row that matches. */
export async function everyMatching<Row>(path: ListPath, query: ListQuery): Promise<Row[]> {
  const found: Row[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Row> = await getPage<Row>(path, { ...query, limit: 1000, cursor });
    found.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return found;
}

/** The keys of every row that matches, for actions on "all matching". */
export async function allMatching<Row>(
  path: ListPath,
  query: ListQuery,
  key: (row: Row) => string,
): Promise<string[]> {
  return (await everyMatching<Row>(path, query)).map(key);
}

/** Rows of a log that looks through a bounded part at a time: pages may be short, even empty. */
export async function collect<Row>(
  path: ListPath,
  query: ListQuery,
  most: number,
  signal?: AbortSignal,
): Promise<Row[]> {
  const found: Row[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < MOST_PAGES && found.length < most; pages += 1) {
    const page: Page<Row> = await getPage<Row>(path, { ...query, limit: most, cursor }, signal);
    found.push(...page.items);
    cursor = page.next_cursor;
    if (cursor === null) break;
  }
  return found.slice(0, most);
}
