import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import { HexField } from "./HexField";

it("hands on clean digits of any spelling", async () => {
  const changed = vi.fn();
  render(<HexField value="" length={16} onChange={changed} />);
  await userEvent.click(screen.getByRole("textbox"));
  await userEvent.paste("70:B3:D5:7E-D000 FFFF");
  expect(changed).toHaveBeenLastCalledWith("70b3d57ed000ffff");
});

it("shows groups and a counter", () => {
  render(<HexField value="70b3d57ed000ffff" length={16} onChange={() => undefined} />);
  expect(screen.getByRole<HTMLInputElement>("textbox").value).toBe("70b3 d57e d000 ffff");
  expect(screen.getByText("16/16")).toBeTruthy();
});
