import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { paths } from "../../../api/queries";
import type { Frame, LiveEvent } from "../../../api/types";
import { usePreferences } from "../../../app/preferences";
import { EmptyState } from "../../../components/states/EmptyState";
import { frameColumns } from "../../../components/frames/frame-columns";
import { FrameDetail } from "../../../components/frames/FrameDetail";
import { verdictSign } from "../../../components/frames/words";
import { LiveList } from "../../../components/live/LiveList";
import { useLiveRows } from "../../../components/live/use-live-rows";
import css from "../Gateways.module.css";

type Props = { eui: string };

const frameOf = (event: LiveEvent) => (event.type === "frame" ? event.frame : null);
const keyOf = (frame: Frame) => frame.id;
const timeOf = (frame: Frame) => frame.at;

/** Frames that the gateway hears and sends, live. */
export function TrafficTab({ eui }: Props) {
  const { t } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  const [selected, setSelected] = useState<Frame | null>(null);
  const columns = useMemo(
    () => frameColumns(t, zone, true).filter((column) => column.id !== "gateway"),
    [t, zone],
  );
  const query = useMemo(() => ({ gateway: eui }), [eui]);
  const match = useCallback((frame: Frame) => frame.gateway === eui, [eui]);
  const live = useLiveRows<Frame>({
    resource: "frames",
    path: paths.frames,
    query,
    topic: "frame",
    pick: frameOf,
    match,
    rowKey: keyOf,
    rowTime: timeOf,
  });
  return (
    <div className={css["traffic"]}>
      <LiveList<Frame>
        id="gateway-traffic"
        label={t("gateways.tab.traffic")}
        columns={columns}
        live={live}
        rowKey={keyOf}
        selectedKey={selected?.id}
        onSelect={(frame) => setSelected(frame.id === selected?.id ? null : frame)}
        isBad={(frame) => verdictSign(frame) === "error"}
        empty={<EmptyState title={t("gateways.noTraffic")} text={t("gateways.noTrafficText")} />}
      />
      {selected && <FrameDetail frame={selected} onClose={() => setSelected(null)} />}
    </div>
  );
}
