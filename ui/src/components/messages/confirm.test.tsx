import { act, render, screen } from "@testing-library/react";
import { expect, it } from "vitest";

import { confirm, ConfirmLadder } from "./confirm";

const ask = (level: 1 | 2 | 3) =>
  act(() => void confirm({ level, title: "Delete?", text: "They go.", verb: "Delete", count: 30 }));

it("begins at Cancel, or where the number has to be typed", () => {
  render(<ConfirmLadder />);
  ask(2);
  expect(document.activeElement?.textContent).toBe("Cancel");
  act(() => screen.getByRole("button", { name: "Cancel" }).click());
  ask(3);
  expect(document.activeElement).toBe(screen.getByRole("textbox"));
});
