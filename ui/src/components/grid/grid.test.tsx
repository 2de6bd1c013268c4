import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import "../../state/language/i18n";
import { arrange, isHidden, withHidden } from "./columns";
import { nextSort } from "./DataGrid";
import { neighbours } from "./neighbours";
import { isSelected, knownSize, selectionSize, setSelected, type Selection } from "./selection";
import type { Column } from "./types";
import { HexField } from "../fields/HexField";
import { SecretField } from "../fields/SecretField";
import { distinctTags } from "../fields/TagField";

const column = (id: string, more: Partial<Column<string>> = {}): Column<string> => ({
  id,
  title: id,
  width: 100,
  render: (row) => row,
  text: (row) => row,
  ...more,
});

describe("selection", () => {
  const none: Selection = { kind: "keys", keys: new Set() };

  it("of keys", () => {
    const some = setSelected(none, ["a", "b"], true);
    expect(isSelected(some, "a")).toBe(true);
    expect(selectionSize(setSelected(some, ["a"], false), 10)).toBe(1);
  });

  it("of everything that matches, except some", () => {
    const all: Selection = { kind: "matching", except: new Set() };
    const but = setSelected(all, ["a"], false);
    expect(isSelected(but, "a")).toBe(false);
    expect(isSelected(but, "never loaded")).toBe(true);
    expect(selectionSize(but, 10_000)).toBe(9_999);
    expect(selectionSize(setSelected(but, ["a"], true), 10_000)).toBe(10_000);
    expect(knownSize(but, undefined)).toBeUndefined();
    expect(knownSize(setSelected(none, ["a"], true), undefined)).toBe(1);
  });
});

describe("columns", () => {
  const columns = [
    column("eui", { pinned: true }),
    column("name"),
    column("rssi", { shown: false }),
  ];
  const plain = { order: [], hidden: [], widths: {} };

  it("keep pinned ones in front and the user's order behind", () => {
    const order = { ...plain, order: ["rssi", "name"], widths: { name: 240 } };
    const arranged = arrange(columns, order);
    expect(arranged.map((one) => one.id)).toEqual(["eui", "rssi", "name"]);
    expect(arranged[2]?.width).toBe(240);
  });

  it("are hidden by default or by choice", () => {
    const [eui, name, rssi] = columns as [Column<string>, Column<string>, Column<string>];
    expect([eui, name, rssi].map((one) => isHidden(one, plain))).toEqual([false, false, true]);
    const shown = withHidden(rssi, plain, false);
    expect(isHidden(rssi, shown)).toBe(false);
    expect(isHidden(rssi, withHidden(rssi, shown, true))).toBe(true);
    expect(isHidden(name, withHidden(name, plain, true))).toBe(true);
  });
});

describe("walking and sorting", () => {
  it("knows the rows beside the open one", () => {
    const open = vi.fn();
    const { onPrevious, onNext } = neighbours(["a", "b", "c"], (row) => row, "b", open);
    onPrevious?.();
    onNext?.();
    expect(open.mock.calls).toEqual([["a"], ["c"]]);
    expect(neighbours(["a"], (row) => row, "a", open).onNext).toBeUndefined();
  });

  it("turns the sort around on the second click", () => {
    expect(nextSort("eui", "name")).toBe("name");
    expect(nextSort("name", "name")).toBe("-name");
    expect(nextSort("-name", "name")).toBe("name");
  });
});

describe("fields", () => {
  it("HexField hands on clean digits of any spelling", async () => {
    const changed = vi.fn();
    render(<HexField value="" length={16} onChange={changed} />);
    await userEvent.click(screen.getByRole("textbox"));
    await userEvent.paste("70:B3:D5:7E-D000 FFFF");
    expect(changed).toHaveBeenLastCalledWith("70b3d57ed000ffff");
  });

  it("HexField shows groups and a counter", () => {
    render(<HexField value="70b3d57ed000ffff" length={16} onChange={() => undefined} />);
    expect(screen.getByRole<HTMLInputElement>("textbox").value).toBe("70b3 d57e d000 ffff");
    expect(screen.getByText("16/16")).toBeTruthy();
  });

  it("SecretField keeps all but the last four to itself until asked", async () => {
    const key = "000102030405060708090a0b0c0d3f2a";
    render(<SecretField value={key} length={32} onChange={() => undefined} />);
    const input = () => screen.getByRole<HTMLInputElement>("textbox");
    expect(input().value).toBe("•".repeat(28) + "3f2a");
    await userEvent.click(screen.getByRole("button", { name: /30/ }));
    expect(input().value.replaceAll(" ", "")).toBe(key);
  });

  it("tags keep their case and their first spelling", () => {
    expect(distinctTags(["North", " north ", "floor 2", ""])).toEqual(["North", "floor 2"]);
  });
});
