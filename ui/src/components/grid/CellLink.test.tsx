import { act, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";

import { useConnection } from "../../state/live/connection";
import { CellLink } from "./CellLink";

const role = (mayWrite: boolean) => act(() => useConnection.getState().set({ mayWrite }));

afterEach(() => role(true));

it("is off, with the reason, for who may only look", () => {
  render(
    <CellLink action="add" title="Add a profile">
      Add
    </CellLink>,
  );
  const link = screen.getByRole<HTMLButtonElement>("button", { name: "Add" });
  expect([link.disabled, link.title, link.dataset["action"]]).toEqual([
    false,
    "Add a profile",
    "add",
  ]);
  role(false);
  expect(link.disabled).toBe(true);
  expect(link.title).toBe("Your role may look but not change anything");
});
