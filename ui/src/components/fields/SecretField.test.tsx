import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";

import { SecretField } from "./SecretField";

it("keeps all but the last four to itself until asked", async () => {
  const key = "000102030405060708090a0b0c0d3f2a";
  render(<SecretField value={key} length={32} onChange={() => undefined} />);
  const input = () => screen.getByRole<HTMLInputElement>("textbox");
  expect(input().value).toBe("•".repeat(28) + "3f2a");
  await userEvent.click(screen.getByRole("button", { name: /30/ }));
  expect(input().value.replaceAll(" ", "")).toBe(key);
});
