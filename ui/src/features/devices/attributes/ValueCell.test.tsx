import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";

import type { Attribute } from "../../../api/types";
import { ValueCell } from "./ValueCell";

const put = vi.hoisted(() => vi.fn());
vi.mock("../../../api/attributes", () => ({
  usePutAttribute: () => ({ mutate: put, isPending: false, isSuccess: false }),
}));

const attribute = (key: string): Attribute => ({
  key,
  value: 8,
  type: "number",
  described: true,
  alias: "",
  unit: "",
  remark: "",
  order: null,
  rpcs: [],
  options: [],
  dftValue: null,
  updated_at: null,
  read_only: false,
  on_device: null,
});

beforeEach(() => {
  put.mockClear();
  render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { enabled: false } } })}
    >
      {["low", "high"].map((key) => (
        <ValueCell
          key={key}
          eui="meter"
          side="server"
          attribute={attribute(key)}
          onEdit={() => undefined}
        />
      ))}
    </QueryClientProvider>,
  );
});

const cell = (key: string) => screen.getByLabelText<HTMLInputElement>(`Value of ${key}`);
const press = (name: string) => userEvent.click(screen.getByRole("button", { name }));

it("saves a cell whatever another one holds, and not what is no number in its own", async () => {
  await userEvent.type(cell("low"), "x");
  await userEvent.type(cell("high"), "0");
  await press("Save high");
  expect(put).toHaveBeenCalledOnce();
  expect(put.mock.calls[0]?.[0]).toEqual({ eui: "meter", side: "server", key: "high", value: 80 });

  put.mockClear();
  await press("Save low");
  expect(document.activeElement).toBe(cell("low"));
  await userEvent.keyboard("{Enter}");
  expect(put).not.toHaveBeenCalled();
  expect(cell("low").value).toBe("8x");
});

it("takes back what is no number by Esc and by its button, of its own cell only", async () => {
  await userEvent.type(cell("low"), "x");
  await userEvent.type(cell("high"), "x{Escape}");
  expect([cell("low").value, cell("high").value]).toEqual(["8x", "8"]);
  await press("Take back the change of low");
  expect(cell("low").value).toBe("8");
  expect(cell("low").validity.customError).toBe(false);
});
