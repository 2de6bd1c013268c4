import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Frame } from "../../../api/types";
import { usePreferences } from "../../../state/preferences";
import { EmptyState } from "../../../components/states/EmptyState";
import { frameColumns } from "../../../components/frames/frame-columns";
import { FrameTraffic } from "../../../components/frames/FrameTraffic";
import { useFrames } from "../../../components/frames/use-frames";
import css from "../Gateways.module.css";

type Props = { eui: string };

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
  const live = useFrames(query, match);
  return (
    <div className={css["traffic"]}>
      <FrameTraffic
        id="gateway-traffic"
        label={t("gateways.tab.traffic")}
        columns={columns}
        live={live}
        empty={<EmptyState title={t("gateways.noTraffic")} text={t("gateways.noTrafficText")} />}
        selected={selected}
        onSelect={setSelected}
      />
    </div>
  );
}
