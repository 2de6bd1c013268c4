import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { untilOlderThan } from "./until-older-than";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("asks again although what is known is patched all the time", async () => {
  const client = new QueryClient();
  const ask = vi.fn(() => Promise.resolve(0));
  renderHook(
    () => useQuery({ queryKey: ["one"], queryFn: ask, refetchInterval: untilOlderThan(15_000) }),
    {
      wrapper: ({ children }) => (
        <QueryClientProvider client={client}>{children}</QueryClientProvider>
      ),
    },
  );
  await act(() => vi.advanceTimersByTimeAsync(0));
  expect(ask).toHaveBeenCalledTimes(1);
  for (let second = 0; second < 31; second += 1) {
    await act(() => vi.advanceTimersByTimeAsync(1000));
    client.setQueryData(["one"], second, {
      updatedAt: client.getQueryState(["one"])?.dataUpdatedAt ?? 0,
    });
  }
  expect(ask).toHaveBeenCalledTimes(3);
});
