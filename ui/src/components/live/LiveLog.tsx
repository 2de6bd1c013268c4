import type { ReactNode } from "react";

import type { ListState } from "../../state/url-state";
import type { FilterDef, FilterField } from "../grid/filters/filter";
import { FilterBar } from "../grid/filters/FilterBar";
import { NoMatch } from "../grid/NoMatch";
import { EmptyState } from "../states/EmptyState";
import { LiveList, type LiveListProps } from "./LiveList";

type Props<Row> = Omit<LiveListProps<Row>, "filters" | "sought" | "empty"> & {
  state: ListState;
  /** Names its views in storage. */
  views: string;
  placeholder: string;
  // What the bar of filters holds has to stand still while rows come in.
  filters: readonly FilterDef[];
  /** Filters behind the menus. */
  more?: readonly FilterDef[];
  fields: readonly FilterField[];
  /** Writes what is shown to a file. */
  file: ReactNode;
  /** What is said when there is nothing yet. */
  emptyTitle: string;
  emptyText: string;
};

/** A log that goes on while one reads, with its filters. */
export function LiveLog<Row>(props: Props<Row>) {
  const { state, views, placeholder, filters, more, fields, file, ...rest } = props;
  const { emptyTitle, emptyText, ...list } = rest;
  const isFiltered = Object.keys(state.filters).length > 0;
  return (
    <LiveList<Row>
      {...list}
      sought={state.filters["q"]}
      filters={
        <FilterBar
          state={state}
          views={views}
          placeholder={placeholder}
          filters={filters}
          {...(more ? { more } : {})}
          fields={fields}
          extra={file}
        />
      }
      empty={
        isFiltered ? (
          <NoMatch onClear={state.clear} />
        ) : (
          <EmptyState title={emptyTitle} text={emptyText} />
        )
      }
    />
  );
}
