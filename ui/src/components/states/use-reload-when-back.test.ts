import { act, renderHook } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { useConnection } from "../../state/live/connection";
import { useReloadWhenBack } from "./use-reload-when-back";

const { set } = useConnection.getState();
const connection = (state: "connecting" | "waiting" | "live", attempts: number) =>
  act(() => set({ state, attempts }));

test("a page whose part did not come starts again when the lost connection is back", () => {
  const reload = vi.fn();
  connection("connecting", 0);
  const { rerender } = renderHook(({ wanted }) => useReloadWhenBack(wanted, reload), {
    initialProps: { wanted: false },
  });
  connection("waiting", 1);
  connection("live", 0);
  expect(reload).not.toHaveBeenCalled();

  rerender({ wanted: true });
  connection("waiting", 1);
  connection("connecting", 2);
  expect(reload).not.toHaveBeenCalled();
  connection("live", 0);
  expect(reload).toHaveBeenCalledTimes(1);
});

test("a first connection starts no page again", () => {
  const reload = vi.fn();
  connection("connecting", 0);
  renderHook(() => useReloadWhenBack(true, reload));
  connection("live", 0);
  expect(reload).not.toHaveBeenCalled();
});
