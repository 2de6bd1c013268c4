import { Button } from "antd";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { paths } from "../../../api/queries";
import type { DeviceDetail, Finding, Frame, LiveEvent } from "../../../api/types";
import { usePreferences } from "../../../app/preferences";
import { DiagnosisCard } from "../../../components/diagnosis/DiagnosisCard";
import { EmptyState } from "../../../components/states/EmptyState";
import { frameColumns } from "../../../components/frames/frame-columns";
import { FrameDetail } from "../../../components/frames/FrameDetail";
import { verdictSign, verdictWord } from "../../../components/frames/words";
import { LiveList } from "../../../components/live/LiveList";
import { useLiveRows } from "../../../components/live/use-live-rows";
import { matchesFrame, type Filters } from "../../network/match";
import css from "./DevicePanel.module.css";
import { DownlinkQueue } from "../radio/DownlinkQueue";

type Props = { device: DeviceDetail };

const frameOf = (event: LiveEvent) => (event.type === "frame" ? event.frame : null);
const keyOf = (frame: Frame) => frame.id;
const timeOf = (frame: Frame) => frame.at;

/** Whether the network hears this device, and every frame of it. */
export function TrafficTab({ device }: Props) {
  const { t } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  const [selected, setSelected] = useState<Frame | null>(null);
  const columns = useMemo(() => frameColumns(t, zone, false), [t, zone]);
  const [only, setOnly] = useState<Filters>({});
  const query = useMemo(() => ({ ...only, dev_eui: device.eui }), [only, device.eui]);
  const match = useCallback((frame: Frame) => matchesFrame(query, frame), [query]);
  const live = useLiveRows<Frame>({
    resource: "frames",
    path: paths.frames,
    query,
    topic: "frame",
    eui: device.eui,
    pick: frameOf,
    match,
    rowKey: keyOf,
    rowTime: timeOf,
  });
  const what = only["verdict"] ? verdictWord(only["verdict"], t) : only["q"];

  function show(finding: Finding, filters: Filters): void {
    setOnly(filters);
    setSelected(live.rows.find((frame) => frame.id === finding.frames[0]) ?? null);
  }

  return (
    <>
      <DiagnosisCard of="device" eui={device.eui} onShow={show} />
      {device.profile !== "none" && <DownlinkQueue device={device} />}
      <div className={css["traffic"]}>
        {what && (
          <p className={css["only"]}>
            {t("diagnosis.only", { what })}
            <Button size="small" type="link" onClick={() => setOnly({})}>
              {t("diagnosis.showAll")}
            </Button>
          </p>
        )}
        <LiveList<Frame>
          id="traffic"
          label={t("devices.tab.traffic")}
          columns={columns}
          live={live}
          rowKey={keyOf}
          selectedKey={selected?.id}
          onSelect={(frame) => setSelected(frame.id === selected?.id ? null : frame)}
          isBad={(frame) => verdictSign(frame) === "error"}
          empty={<EmptyState title={t("frames.none")} text={t("frames.noneText")} />}
        />
        {selected && <FrameDetail frame={selected} onClose={() => setSelected(null)} />}
      </div>
    </>
  );
}
