import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import type { AttributeRow } from "../draft";
import { AttributesStep } from "./AttributesStep";

const row: AttributeRow = { id: 1, key: "limit", type: "string", value: "17", unit: "", alias: "" };

async function become(type: string): Promise<AttributeRow | undefined> {
  const changed = vi.fn<(value: { add: AttributeRow[] }) => void>();
  render(
    <AttributesStep
      side="server_attrs"
      known={[]}
      devices={1}
      value={{ add: [row], overwrite: false, remove: [] }}
      onChange={changed}
    />,
  );
  await userEvent.click(screen.getByRole("combobox", { name: "Data type" }));
  await userEvent.click(screen.getByTitle(type));
  return changed.mock.lastCall?.[0].add[0];
}

it("keeps a value that the new type has", async () => {
  expect(await become("number")).toMatchObject({ type: "number", value: 17 });
});

it("drops a value that the new type has not", async () => {
  expect(await become("boolean")).toMatchObject({ type: "boolean", value: undefined });
});
