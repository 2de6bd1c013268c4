import { useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";

import { at } from "../../state/routes-at";
import { neighbours } from "../../components/grid/neighbours";
import type { LiveRows } from "../../components/live/use-live-rows";

type Identified = { id: string };

const keyOf = (row: Identified) => row.id;

/** The row whose detail is open. It stays open when live rows push it out of the list. */
export function useSelectedRow<Row extends Identified>(view: string, live: LiveRows<Row>) {
  const navigate = useNavigate();
  const { id } = useParams();
  const [params, setParams] = useSearchParams();
  const [kept, setKept] = useState<Row | null>(null);
  const found = id === undefined ? undefined : live.rows.find((row) => row.id === id);
  if (found && found !== kept) setKept(found);

  const open = (key: string | null) =>
    void navigate(
      {
        pathname: `${at.networkData}/${view}${key === null ? "" : `/${key}`}`,
        search: params.toString(),
      },
      { replace: true },
    );
  return {
    id,
    row: found ?? (kept?.id === id ? kept : null),
    tab: params.get("tab"),
    setTab: (tab: string) =>
      setParams(
        (now) => {
          const next = new URLSearchParams(now);
          next.set("tab", tab);
          return next;
        },
        { replace: true },
      ),
    open,
    ...neighbours<Row>(live.rows, keyOf, id, open),
  };
}
