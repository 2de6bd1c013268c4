import type { ReactNode } from "react";

import type { ListSource } from "../../api/list";
import type { ListState } from "../../state/url-state";
import type { SelectionModel } from "./selection";

/** One column. Cells are plain elements: a library component in a cell costs more than its row. */
export type Column<Row> = {
  id: string;
  title: string;
  /** Said by screen readers and the columns chooser when the title is empty or short. */
  label?: string;
  width: number;
  /** Takes a share of what is left of the width, as large as its own width. */
  flex?: boolean;
  align?: "end";
  /** The server's name to sort by; absent: not sortable. */
  sort?: string;
  /** Stays at the left and cannot be hidden. */
  pinned?: boolean;
  /** Shown until the user hides it; default true. */
  shown?: boolean;
  /** A cell whose text became another one is tinted for a moment; default true. */
  tints?: boolean;
  render: (row: Row) => ReactNode;
  /** What Ctrl C copies: raw, without decoration. */
  text: (row: Row) => string;
};

export type MenuEntry =
  | {
      key: string;
      label: string;
      danger?: boolean;
      disabled?: boolean;
      /** Changes something: off while nothing can be changed. */
      writes?: boolean;
      icon?: ReactNode;
      onSelect: () => void;
    }
  /** Opens further entries beside it. */
  | { key: string; label: string; children: readonly MenuEntry[] }
  | "divider";

export type GridProps<Row> = {
  /** Names the grid in storage and for tests: `grid-<id>`. */
  id: string;
  label: string;
  columns: readonly Column<Row>[];
  source: ListSource<Row>;
  rowKey: (row: Row) => string;
  /** Its sort, and the filters that a button clears when they match nothing. */
  state: Pick<ListState, "sort" | "setSort" | "filters" | "clear">;
  /** Key of the row whose panel is open. */
  openKey?: string | undefined;
  onOpen: (row: Row) => void;
  /** A `data-action` element of a cell was used. */
  onAction?: (row: Row, action: string) => void;
  /** The Delete key does what its entry `delete` does. */
  rowMenu?: (row: Row) => MenuEntry[];
  selection?: SelectionModel;
  /** Which rows can be selected; absent: all. */
  selectable?: (row: Row) => boolean;
  /** Search and filter chips; replaced by `bulk` while rows are selected. */
  filters?: ReactNode;
  bulk?: ReactNode;
  /** What the page says when there is nothing at all. */
  empty: ReactNode;
  /** Said instead of the grid's own words when nothing is found and not everything was looked at. */
  searching?: ReactNode;
  /** "1,204 devices". */
  countText: (total: number) => string;
  footer?: ReactNode;
  /** The page writes files itself; otherwise the grid offers what it shows. */
  ownExport?: boolean;
  /** Everything that matches as a workbook that the instance writes. */
  onWorkbook?: () => void;
};
