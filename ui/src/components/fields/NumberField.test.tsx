import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it, vi } from "vitest";

import { useCommands } from "../../state/commands/commands";
import { SaveBar } from "../page/SaveBar";
import { DurationField } from "./DurationField";
import { Field } from "./Field";
import { Amount, Milliseconds } from "./NumberField";
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

type Values = { heartbeat: number; port: number };
type FormProps = { onSave: (values: Values) => void };

const stored: Values = { heartbeat: 900, port: 1883 };

function Form({ onSave }: FormProps) {
  const [values, setValues] = useState(stored);
  const edit = (change: Partial<Values>) => setValues((now) => ({ ...now, ...change }));
  return (
    <>
      <Field label="Heartbeat">
        <DurationField value={values.heartbeat} onChange={(heartbeat) => edit({ heartbeat })} />
      </Field>
      <Field label="Port">
        <Amount value={values.port} least={1} most={65_535} onChange={(port) => edit({ port })} />
      </Field>
      <SaveBar
        changes={values === stored ? 0 : 1}
        saving={false}
        onSave={() => onSave(values)}
        onDiscard={() => setValues(stored)}
      />
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
  ["is not whole", "1.5", "Expected a whole number"],
])("saves nothing while what is typed as a number %s", async (_name, text, words) => {
  const save = vi.fn();
  render(<Form onSave={save} />);
  await replace(screen.getByLabelText("Port"), text);
  expect(screen.getByRole("alert").textContent).toBe(words);
  pressSave();
  expect(save).not.toHaveBeenCalled();
});

it("asks for a number where one is needed, and brings the last one back", async () => {
  render(<Form onSave={vi.fn()} />);
  const port = screen.getByLabelText<HTMLInputElement>("Port");
  await userEvent.clear(port);
  expect(screen.getByRole("alert").textContent).toBe("Required");
  await userEvent.tab();
  expect(screen.queryByRole("alert")).toBeNull();
  expect(port.value).toBe("1883");
});

it("waits with a save for JSON that cannot be read", async () => {
  const save = vi.fn();
  render(
    <>
      <TypedValue type="object" value={{ a: 1 }} label="value" onChange={() => undefined} />
      <SaveBar changes={1} saving={false} onSave={save} onDiscard={() => undefined} />
    </>,
  );
  await replace(screen.getByLabelText("value"), "[[1, 2");
  pressSave();
  expect(save).not.toHaveBeenCalled();
  await userEvent.type(screen.getByLabelText("value"), "]");
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
