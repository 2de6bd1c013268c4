import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";

import "../../../../state/language/i18n";
import { TransferList } from "./TransferList";

afterEach(cleanup);

it("says that nothing matches only of what there is", () => {
  const list = (isPending: boolean) => (
    <TransferList
      label="Update RPC"
      items={[]}
      isPending={isPending}
      chosen={[]}
      total={3}
      onChange={() => undefined}
    />
  );
  const { rerender } = render(list(true));
  expect(screen.queryByText("Nothing matches")).toBeNull();
  expect(screen.getByText("Loading")).toBeTruthy();

  rerender(list(false));
  expect(screen.getByText("Nothing matches")).toBeTruthy();
});
