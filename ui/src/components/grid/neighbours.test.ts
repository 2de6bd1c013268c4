import { expect, it, vi } from "vitest";

import { neighbours } from "./neighbours";

it("knows the rows beside the open one", () => {
  const open = vi.fn();
  const { onPrevious, onNext } = neighbours(["a", "b", "c"], (row) => row, "b", open);
  onPrevious?.();
  onNext?.();
  expect(open.mock.calls).toEqual([["a"], ["c"]]);
  expect(neighbours(["a"], (row) => row, "a", open).onNext).toBeUndefined();
});
