import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import { Milliseconds } from "./NumberField";
import { TypedValue } from "./TypedValue";

it("takes a typed comma for the decimal point", async () => {
  const changed = vi.fn();
  render(<TypedValue type="number" value={undefined} label="limit" onChange={changed} />);
  await userEvent.type(screen.getByRole("spinbutton"), "1,5");
  expect(changed).toHaveBeenLastCalledWith(1.5);
});

it("takes grouped thousands of a whole number together", async () => {
  const changed = vi.fn();
  render(<Milliseconds value={null} onChange={changed} />);
  await userEvent.click(screen.getByRole("spinbutton"));
  await userEvent.paste("1,500");
  expect(changed).toHaveBeenLastCalledWith(1500);
});
