import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createMemoryRouter, RouterProvider } from "react-router";
import { expect, it } from "vitest";

import { useDraft } from "../fields/use-draft";
import { useDraftSave } from "./use-draft-save";

type Values = { name: string; remark: string };

const queryKey = ["record"];

/** The stored record, and a save that is answered when the test says so. */
function instance() {
  let stored: Values = { name: "Before", remark: "" };
  const sent: Partial<Values>[] = [];
  let pending: ((record: Values) => void) | undefined;
  return {
    sent,
    load: () => Promise.resolve(stored),
    update(changed: Partial<Values>, answers: { onSuccess: (record: Values) => void }) {
      sent.push(changed);
      pending = answers.onSuccess;
    },
    answer() {
      stored = { ...stored, ...sent.at(-1) };
      pending?.(stored);
    },
  };
}

type Instance = ReturnType<typeof instance>;
type FormProps = { of: Instance; stored: Values };

function Form({ of, stored }: FormProps) {
  const draft = useDraft(stored, "record");
  const { edit, save } = useDraftSave({
    draft,
    queryKey,
    load: of.load,
    valuesOf: (record: Values) => record,
    update: of.update,
    saved: "Saved",
    failed: "Failed",
  });
  const { name, remark } = draft.values;
  return (
    <>
      <input
        aria-label="Name"
        value={name}
        onChange={(event) => edit({ name: event.target.value })}
      />
      <input
        aria-label="Remark"
        value={remark}
        onChange={(event) => edit({ remark: event.target.value })}
      />
      <button onClick={save}>Save</button>
      <output>{JSON.stringify({ changed: draft.changed, theirs: draft.theirs })}</output>
    </>
  );
}

function Opened({ of }: { of: Instance }) {
  const { data } = useQuery({ queryKey, queryFn: of.load, enabled: true });
  return data ? <Form of={of} stored={data} /> : null;
}

const shown = () => JSON.parse(screen.getByRole("status").textContent ?? "") as unknown;

it("keeps what is typed while a save is on its way, and saves that with the next", async () => {
  const of = instance();
  const client = new QueryClient({ defaultOptions: { queries: { enabled: false } } });
  const router = createMemoryRouter([{ path: "/", element: <Opened of={of} /> }]);
  render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  const user = userEvent.setup();
  const name = await screen.findByLabelText("Name");
  await user.clear(name);
  await user.type(name, "A");
  await user.click(screen.getByText("Save"));
  await expect.poll(() => of.sent).toEqual([{ name: "A" }]);

  await user.type(name, "B");
  await user.type(screen.getByLabelText("Remark"), "new");
  act(of.answer);
  const left = { name: "AB", remark: "new" };
  await expect.poll(() => client.getQueryData(queryKey)).toEqual({ name: "A", remark: "" });
  await expect.poll(shown).toEqual({ changed: left, theirs: {} });

  await user.click(screen.getByText("Save"));
  await expect.poll(() => of.sent).toEqual([{ name: "A" }, left]);
  act(of.answer);
  await expect.poll(shown).toEqual({ changed: {}, theirs: {} });
  expect(name).toHaveProperty("value", "AB");
});
