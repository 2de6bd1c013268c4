import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import { expect, it } from "vitest";

import { keys } from "../../api/keys";
import type { Permission } from "../../api/queries";
import { Choice } from "../fields/Choice";
import { Field } from "../fields/Field";
import { HexField } from "../fields/HexField";
import { Amount } from "../fields/NumberField";
import { PlainInput } from "../fields/PlainInput";
import { SecretField } from "../fields/SecretField";
import { TagField } from "../fields/TagField";
import { Toggle } from "../fields/Toggle";
import { useDraft } from "../fields/use-draft";
import { DraftFrame } from "./DraftFrame";

const nothing = () => undefined;

function Form({ needs }: { needs: Permission }) {
  const draft = useDraft({ name: "Cellar" }, "record");
  return (
    <DraftFrame draft={draft} onOverwrite={nothing} needs={needs}>
      <Field label="Name" note={<button type="button">Note</button>}>
        <PlainInput value={draft.values.name} onChange={(name) => draft.set({ name })} />
      </Field>
      <Field label="EUI">
        <HexField value="70b3d57ed0000001" length={16} onChange={nothing} />
      </Field>
      <Field label="Key">
        <SecretField value="" length={32} onChange={nothing} />
      </Field>
      <Field label="Port">
        <Amount value={2} onChange={nothing} />
      </Field>
      <Field label="Class">
        <Choice value="A" options={[{ value: "A", label: "A" }]} onChange={nothing} />
      </Field>
      <Field label="Tags">
        <TagField value={[]} onChange={nothing} />
      </Field>
      <Toggle label="Enabled" value onChange={nothing} />
    </DraftFrame>
  );
}

function show(permissions: Permission[], needs: Permission = "write"): void {
  const client = new QueryClient({ defaultOptions: { queries: { enabled: false } } });
  client.setQueryData(keys.me, { permissions, account: "ann", tenant: "default" });
  render(
    <QueryClientProvider client={client}>
      <Form needs={needs} />
    </QueryClientProvider>,
  );
}

const isReadOnly = (label: string) => screen.getByLabelText<HTMLInputElement>(label).readOnly;
const isDisabled = (label: string) => screen.getByLabelText<HTMLInputElement>(label).disabled;

it("lets who may not save a form look at it and copy from it", () => {
  show(["read"]);
  expect(["Name", "EUI", "Key"].map(isReadOnly)).toEqual([true, true, true]);
  expect(["Name", "EUI", "Key"].map(isDisabled)).toEqual([false, false, false]);
  expect(["Port", "Class", "Tags", "Enabled"].map(isDisabled)).toEqual([true, true, true, true]);
  const eui = within(screen.getByLabelText("EUI").closest("div") ?? document.body);
  expect(eui.getByRole<HTMLButtonElement>("button", { name: "More" }).disabled).toBe(false);
});

it("says of a key that it is not shown, instead of asking for one", () => {
  show(["read"]);
  expect(screen.getByPlaceholderText("Stored, not shown to your role")).toBeTruthy();
  expect(screen.queryByText("0/32")).toBeNull();
});

it("leaves a form alone for who may save it", () => {
  show(["read", "write", "read_keys"]);
  expect(["Name", "EUI", "Key"].map(isReadOnly)).toEqual([false, false, false]);
  expect(["Port", "Class", "Tags", "Enabled"].map(isDisabled)).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(screen.getByText("0/32")).toBeTruthy();
});

it("asks for the permission that saving takes", () => {
  show(["read", "write", "read_keys"], "manage");
  expect(isReadOnly("Name")).toBe(true);
});
