import { renderHook } from "@testing-library/react";
import { expect, it } from "vitest";

import type { Column } from "./types";
import { useFresh } from "./use-fresh";

type Row = { name: string; seen: string };

const column = (id: keyof Row, tints?: boolean): Column<Row> => ({
  id,
  title: id,
  width: 100,
  render: (row) => row[id],
  text: (row) => row[id],
  ...(tints === undefined ? {} : { tints }),
});

const both = [column("name"), column("seen")];

function shown(columns: Column<Row>[], first: Row) {
  const { result, rerender } = renderHook(
    ({ id, row }: { id: string; row: Row | undefined }) => [...useFresh(id, row, columns)],
    { initialProps: { id: "a", row: first as Row | undefined } },
  );
  return (id: string, row: Row | undefined) => {
    rerender({ id, row });
    return result.current;
  };
}

it("tints what became another text, each time anew", () => {
  const show = shown(both, { name: "One", seen: "1" });
  expect(show("a", { name: "One", seen: "1" })).toEqual([]);
  expect(show("a", { name: "One", seen: "2" })).toEqual([["seen", 1]]);
  expect(show("a", { name: "Uno", seen: "3" })).toEqual([
    ["name", 1],
    ["seen", 2],
  ]);
});

it("tints nothing of another row, of one that was loaded, and of columns that do not want it", () => {
  const show = shown(both, { name: "One", seen: "1" });
  expect(show("b", { name: "Two", seen: "2" })).toEqual([]);
  expect(show("b", undefined)).toEqual([]);
  expect(show("b", { name: "Two", seen: "3" })).toEqual([]);
  const still = shown([column("seen", false)], { name: "One", seen: "1" });
  expect(still("a", { name: "One", seen: "2" })).toEqual([]);
});
