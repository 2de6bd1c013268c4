import type { ReactNode } from "react";

import type { Frame } from "../../api/types";
import type { Column } from "../grid/types";
import { LiveList } from "../live/LiveList";
import { FrameDetail } from "./FrameDetail";
import { frameKey, type useFrames } from "./use-frames";
import { verdictSign } from "./words";

type Props = {
  id: string;
  label: string;
  columns: Column<Frame>[];
  live: ReturnType<typeof useFrames>;
  empty: ReactNode;
  selected: Frame | null;
  onSelect: (frame: Frame | null) => void;
};

/** The frames of one device or gateway, and below them all of the chosen one. */
export function FrameTraffic({ id, label, columns, live, empty, selected, onSelect }: Props) {
  return (
    <>
      <LiveList<Frame>
        id={id}
        label={label}
        columns={columns}
        live={live}
        rowKey={frameKey}
        selectedKey={selected?.id}
        onSelect={(frame) => onSelect(frame.id === selected?.id ? null : frame)}
        isBad={(frame) => verdictSign(frame) === "error"}
        empty={empty}
      />
      {selected && <FrameDetail frame={selected} onClose={() => onSelect(null)} />}
    </>
  );
}
