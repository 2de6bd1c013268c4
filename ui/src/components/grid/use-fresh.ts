import { useState } from "react";

import type { Column } from "./types";

/** Cells that just changed, by their columns; each further change has another number. */
type Fresh = ReadonlyMap<string, number>;

const NONE: Fresh = new Map();

type Seen<Row> = { id: string | undefined; row: Row | undefined; fresh: Fresh };

/** Which cells of a row became others while it was shown. */
export function useFresh<Row>(
  id: string | undefined,
  row: Row | undefined,
  columns: readonly Column<Row>[],
): Fresh {
  const [seen, setSeen] = useState<Seen<Row>>({ id, row, fresh: NONE });
  if (seen.row === row && seen.id === id) return seen.fresh;
  const fresh =
    seen.id === id && seen.row !== undefined && row !== undefined
      ? changed(seen.row, row, columns, seen.fresh)
      : NONE;
  setSeen({ id, row, fresh });
  return fresh;
}

function changed<Row>(
  before: Row,
  after: Row,
  columns: readonly Column<Row>[],
  last: Fresh,
): Fresh {
  const fresh = new Map<string, number>();
  for (const { id, text, tints = true } of columns) {
    if (tints && text(before) !== text(after)) fresh.set(id, (last.get(id) ?? 0) + 1);
  }
  return fresh.size === 0 ? NONE : fresh;
}
