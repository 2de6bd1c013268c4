import { act, renderHook } from "@testing-library/react";
import { expect, it, vi } from "vitest";

import { useOnce } from "./use-once";

it("does not begin again before it is over", async () => {
  const { result } = renderHook(useOnce);
  let finish: () => void = () => undefined;
  const work = vi.fn(() => new Promise<void>((done) => (finish = done)));
  let first: Promise<void> | undefined;
  act(() => {
    first = result.current.run(work);
    void result.current.run(work);
  });
  expect(work).toHaveBeenCalledOnce();
  expect(result.current.busy).toBe(true);
  await act(async () => {
    finish();
    await first;
  });
  expect(result.current.busy).toBe(false);
  await act(async () => {
    const again = result.current.run(work);
    finish();
    await again;
  });
  expect(work).toHaveBeenCalledTimes(2);
});
