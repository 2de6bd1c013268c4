import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, render as renderBare, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { PropsWithChildren, ReactNode } from "react";
import { expect, it, vi } from "vitest";

import type { Json } from "../../api/types";
import { useCommands } from "../../state/commands/commands";
import { SaveBar } from "../page/SaveBar";
import { DurationField } from "./DurationField";
import { Field } from "./Field";
import { Amount, Milliseconds } from "./NumberField";
import { NumberInput } from "./NumberInput";
import { TypedValue } from "./TypedValue";
import { useDraft } from "./use-draft";
import { dropProblems } from "./use-problem";

const client = new QueryClient({ defaultOptions: { queries: { enabled: false } } });
const wrapper = ({ children }: PropsWithChildren) => (
  <QueryClientProvider client={client}>{children}</QueryClientProvider>
);
const render = (ui: ReactNode) => renderBare(ui, { wrapper });

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

type Values = { heartbeat: number; port: number };
type FormProps = { onSave: (values: Values) => void };

const stored: Values = { heartbeat: 900, port: 1883 };

function Form({ onSave }: FormProps) {
  const { values, changes, set, reset } = useDraft(stored, "form");
  return (
    <>
      <Field label="Heartbeat">
        <DurationField value={values.heartbeat} onChange={(heartbeat) => set({ heartbeat })} />
      </Field>
      <Field label="Port">
        <Amount value={values.port} least={1} most={65_535} onChange={(port) => set({ port })} />
      </Field>
      <SaveBar changes={changes} saving={false} onSave={() => onSave(values)} onDiscard={reset} />
    </>
  );
}

const pressSave = () => act(() => useCommands.getState().commands.get("save")?.run());

async function replace(field: HTMLElement, text: string): Promise<void> {
  await userEvent.clear(field);
  await userEvent.type(field, text);
}

it("says that a number is out of range, keeps it, and saves nothing", async () => {
  const save = vi.fn();
  render(<Form onSave={save} />);
  const heartbeat = screen.getByLabelText<HTMLInputElement>("Heartbeat");
  const port = screen.getByLabelText<HTMLInputElement>("Port");
  await replace(heartbeat, "0");
  expect(screen.getByRole("alert").textContent).toBe("Expected 1 or more");
  pressSave();
  await userEvent.click(screen.getByRole("button", { name: /Save/ }));
  expect(save).not.toHaveBeenCalled();
  expect(heartbeat.value).toBe("0");

  await replace(heartbeat, "5");
  await replace(port, "99999");
  expect(screen.getByRole("alert").textContent).toBe("Expected 1 to 65535");
  pressSave();
  expect(save).not.toHaveBeenCalled();

  await replace(port, "8883");
  expect(screen.queryByRole("alert")).toBeNull();
  pressSave();
  expect(save).toHaveBeenCalledExactlyOnceWith({ heartbeat: 300, port: 8883 });
});

it.each([
  ["is none", "12x", "Expected a number"],
  ["is one elsewhere", "0x10", "Expected a number"],
  ["is not whole", "1.5", "Expected a whole number"],
  ["is nothing", "", "Required"],
])("keeps what is typed as a number and %s, and saves nothing", async (_name, text, words) => {
  const save = vi.fn();
  render(<Form onSave={save} />);
  const port = screen.getByLabelText<HTMLInputElement>("Port");
  await replace(screen.getByLabelText("Heartbeat"), "20");
  await userEvent.clear(port);
  if (text !== "") await userEvent.type(port, text);
  pressSave();
  await userEvent.click(screen.getByRole("button", { name: /Save/ }));
  expect(document.activeElement).toBe(port);
  await userEvent.keyboard("{Enter}");
  await userEvent.tab();
  expect(port.value).toBe(text);
  expect(screen.getByRole("alert").textContent).toBe(words);
  expect(save).not.toHaveBeenCalled();

  await userEvent.click(screen.getByRole("button", { name: "Discard" }));
  expect(port.value).toBe("1883");
  expect(screen.queryByRole("alert")).toBeNull();
});

it("takes the number that becomes of what was none", async () => {
  const save = vi.fn();
  render(<Form onSave={save} />);
  const port = screen.getByLabelText<HTMLInputElement>("Port");
  await replace(port, "12x");
  await userEvent.tab();
  await userEvent.type(port, "{Backspace}4");
  expect(port.value).toBe("124");
  expect(screen.queryByRole("alert")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: /Save/ }));
  expect(save).toHaveBeenCalledExactlyOnceWith({ heartbeat: 900, port: 124 });
});

it("shows the value in the place of what was typed when it becomes another one", async () => {
  const field = (value: number) => <Amount value={value} onChange={() => undefined} />;
  const { rerender } = render(field(5));
  const input = screen.getByRole<HTMLInputElement>("spinbutton");
  await replace(input, "5x");
  rerender(field(5));
  expect(input.value).toBe("5x");
  rerender(field(6));
  expect(input.value).toBe("6");
  // It does not come back with the value that it was typed over.
  rerender(field(5));
  expect(input.value).toBe("5");
  expect(input.validity.customError).toBe(false);
});

it("takes back by Esc what cannot be read, and leaves any other Esc to the panel", async () => {
  const onPanel = vi.fn((event: KeyboardEvent) => event.defaultPrevented);
  render(<NumberInput aria-label="port" value={5} />);
  const input = screen.getByLabelText<HTMLInputElement>("port");
  window.addEventListener("keydown", onPanel);
  await userEvent.type(input, "x");
  expect(input.value).toBe("5x");
  onPanel.mockClear();
  await userEvent.keyboard("{Escape}");
  expect(input.value).toBe("5");
  expect(input.validity.customError).toBe(false);
  await userEvent.keyboard("{Escape}");
  expect(onPanel.mock.results.map(({ value }) => value as boolean)).toEqual([true, false]);
  window.removeEventListener("keydown", onPanel);
});

it("gives up what cannot be read also while it is off", async () => {
  const field = (off: boolean) => <NumberInput aria-label="decimals" value={5} disabled={off} />;
  const { rerender } = render(field(false));
  const input = screen.getByLabelText<HTMLInputElement>("decimals");
  await userEvent.type(input, "x");
  rerender(field(true));
  expect(input.value).toBe("5x");
  act(() => dropProblems());
  expect(input.value).toBe("5");
});

type Limits = { limits: Json | undefined; name: string };

const limits: Limits = { limits: { a: 1 }, name: "" };

function JsonForm({ onSave }: { onSave?: () => void }) {
  const { values, changes, set, reset } = useDraft(limits, "json");
  return (
    <>
      <TypedValue
        type="object"
        value={values.limits}
        label="limits"
        onChange={(next) => set({ limits: next })}
      />
      <TypedValue
        type="string"
        value={values.name}
        label="name"
        onChange={(name) => set({ name: String(name) })}
      />
      <SaveBar changes={changes} saving={false} onSave={() => onSave?.()} onDiscard={reset} />
    </>
  );
}

it.each([
  ["the stored value", "{Backspace}"],
  ["one that was edited", "{Backspace}{Backspace}2}{Backspace}"],
])("discards JSON that cannot be read and stands for %s", async (_name, keys) => {
  render(<JsonForm />);
  const field = screen.getByLabelText<HTMLInputElement>("limits");
  await userEvent.type(screen.getByLabelText("name"), "x");
  await userEvent.type(field, keys);
  expect(field.validity.customError).toBe(true);
  await userEvent.click(screen.getByRole("button", { name: "Discard" }));
  expect(field.value).toBe('{"a":1}');
  expect(field.validity.customError).toBe(false);
});

it("waits with a save for JSON that cannot be read", async () => {
  const save = vi.fn();
  render(<JsonForm onSave={save} />);
  await replace(screen.getByLabelText("limits"), "[[1, 2");
  pressSave();
  expect(save).not.toHaveBeenCalled();
  await userEvent.type(screen.getByLabelText("limits"), "]");
  pressSave();
  expect(save).toHaveBeenCalledOnce();
});

it("steps no further than its ends", async () => {
  const save = vi.fn();
  render(<Form onSave={save} />);
  const port = screen.getByLabelText<HTMLInputElement>("Port");
  await replace(port, "2");
  await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}");
  expect(port.value).toBe("1");
  expect(screen.queryByRole("alert")).toBeNull();
  pressSave();
  expect(save).toHaveBeenCalledWith({ heartbeat: 900, port: 1 });
});

it("rounds nothing when it is left for the button that saves", async () => {
  const save = vi.fn();
  render(<Form onSave={save} />);
  await replace(screen.getByLabelText("Port"), "1.5");
  await userEvent.click(screen.getByRole("button", { name: /Save/ }));
  expect(save).not.toHaveBeenCalled();
  expect(screen.getByRole("alert").textContent).toBe("Expected a whole number");
});
