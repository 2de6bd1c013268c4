import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import { WriteButton } from "./WriteButton";

it("takes a double click for one press", async () => {
  const pressed = vi.fn();
  render(<WriteButton onClick={pressed}>Execute</WriteButton>);
  await userEvent.dblClick(screen.getByRole("button"));
  expect(pressed).toHaveBeenCalledTimes(1);
});
