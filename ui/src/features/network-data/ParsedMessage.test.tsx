import { QueryClient, QueryClientProvider, type QueryKey } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { expect, it } from "vitest";

import { keys } from "../../api/keys";
import type { Message } from "../../api/types";
import { ParsedMessage } from "./ParsedMessage";

const at = "2026-05-01T14:00:00.000Z";
const message = {
  eui: "70b3d57ed0000001",
  at,
  parse: [{ thing_model_id: "7", id_name: "mt_ks52", ok: true }],
} as unknown as Message;

it("says that the values of a message are on their way, and that there are none", async () => {
  const queries = { enabled: false, staleTime: Infinity };
  const client = new QueryClient({ defaultOptions: { queries } });
  client.setQueryData(keys.one("thing-models", "7"), { built_in: false, fields: [] });
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <ParsedMessage message={message} />
      </MemoryRouter>
    </QueryClientProvider>,
  );
  expect(screen.getByRole("status").textContent).toBe("Loading");

  const history = client.getQueryCache().find({ queryKey: ["history"], exact: false });
  const key = history?.queryKey as QueryKey;
  act(() => {
    client.setQueryData(key, { items: [{ at, telemetry_data: {} }] });
  });
  expect(await screen.findByText("No values were stored for this message.")).toBeTruthy();
  expect(screen.queryByRole("status")).toBeNull();
});
