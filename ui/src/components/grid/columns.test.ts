import { describe, expect, it } from "vitest";

import { arrange, isHidden, withHidden } from "./columns";
import type { Column } from "./types";

const column = (id: string, more: Partial<Column<string>> = {}): Column<string> => ({
  id,
  title: id,
  width: 100,
  render: (row) => row,
  text: (row) => row,
  ...more,
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
