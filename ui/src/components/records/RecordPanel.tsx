import type { ReactNode } from "react";

import { blocking } from "../../api/blocking";
import { ErrorPanel } from "../states/ErrorPanel";
import { Panel, type PanelTab } from "../page/Panel";
import type { OpenRecord } from "./RecordList";

type Query<Row> = { data: Row | undefined; error: unknown; refetch: () => unknown };

type Props<Row> = {
  testId: string;
  open: OpenRecord<Row>;
  query: Query<Row>;
  /** The first one opens. */
  tabs: readonly [PanelTab, ...PanelTab[]];
  subtitle: (row: Row) => ReactNode;
  /** The verb that deletes it, in the panel's menu. */
  deleteVerb: string;
  /** What the open tab shows; begun anew for another record. */
  children: (row: Row, tab: string) => ReactNode;
};

/** Beside a list of records, the open one; or why it cannot be shown. */
export function RecordPanel<Row extends { name: string }>(props: Props<Row>) {
  const { testId, tabs, query } = props;
  const { id, tab, onDelete, ...walk } = props.open;
  const shown = (tabs.find(({ key }) => key === tab) ?? tabs[0]).key;
  const frame = { testId, tabs, tab: shown, ...walk };
  const error = blocking(query);
  const { data } = query;
  if (error || !data) {
    return (
      <Panel {...frame} title={<span className="mono">{id}</span>}>
        {error && <ErrorPanel error={error} onRetry={() => void query.refetch()} />}
      </Panel>
    );
  }
  return (
    <Panel
      {...frame}
      title={data.name}
      subtitle={props.subtitle(data)}
      menu={[
        {
          key: "delete",
          label: props.deleteVerb,
          danger: true,
          writes: true,
          onSelect: () => onDelete(data),
        },
      ]}
    >
      {props.children(data, shown)}
    </Panel>
  );
}
