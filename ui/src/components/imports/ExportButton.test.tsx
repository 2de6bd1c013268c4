import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";

import { paths } from "../../api/queries";
import type { Selection } from "../grid/selection";
import type { Column } from "../grid/types";
import { ExportButton } from "./ExportButton";

type Row = { eui: string; registered: boolean };

const columns: Column<Row>[] = [
  { id: "eui", title: "EUI", width: 100, render: (row) => row.eui, text: (row) => row.eui },
];
const everythingButTwo: Selection = { kind: "matching", except: new Set(["a", "b"]) };

type Counts = { total: number | undefined; records: number | undefined };

/** The dialog over gateways that are filtered and selected; `counts` is what is known of them. */
function dialog(counts: Counts) {
  const client = new QueryClient({ defaultOptions: { queries: { enabled: false } } });
  const ui = (known: Counts) => (
    <QueryClientProvider client={client}>
      <ExportButton<Row>
        kind="gateways"
        grid={{
          id: "gateways",
          path: paths.gateways,
          columns,
          rowKey: (row) => row.eui,
          isRecord: (row) => row.registered,
          ...known,
        }}
        query={{ q: "roof", sort: "name" }}
        selection={everythingButTwo}
      />
    </QueryClientProvider>
  );
  const { rerender } = render(ui(counts));
  return { know: (known: Counts) => rerender(ui(known)) };
}

/** What can be chosen of the rows. */
const choices = () =>
  [...screen.getByRole("radiogroup", { name: "Rows" }).querySelectorAll("label")].map(
    (label) => label.textContent,
  );

it("says how many records a file will have only when that is known", async () => {
  const { know } = dialog({ total: 9, records: undefined });
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: /Export$/ }));
  expect(choices()).toEqual([
    "Everything that is selected",
    "Everything that matches the filter",
    "Everything that is registered",
  ]);
  // What the list shows has rows without a record, too; only records can be selected.
  await user.click(screen.getByRole("radio", { name: "Those the list shows, as text" }));
  expect(choices()).toEqual([
    "Everything that is selected",
    "9 rows that match the filter",
    "Everything",
  ]);

  know({ total: 9, records: 7 });
  expect(choices()[0]).toBe("5 selected rows");
  await user.click(screen.getByRole("radio", { name: "All that can be imported again" }));
  expect(choices()).toEqual([
    "5 selected rows",
    "7 rows that match the filter",
    "Everything that is registered",
  ]);

  know({ total: undefined, records: undefined });
  expect(choices()[1]).toBe("Everything that matches the filter");
});
