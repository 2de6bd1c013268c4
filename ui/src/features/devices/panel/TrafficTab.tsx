import { Button } from "antd";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import type { DeviceDetail, Finding, Frame } from "../../../api/types";
import { usePreferences } from "../../../state/preferences";
import { DiagnosisCard } from "../../../components/diagnosis/DiagnosisCard";
import { EmptyState } from "../../../components/states/EmptyState";
import { frameColumns } from "../../../components/frames/frame-columns";
import { FrameTraffic } from "../../../components/frames/FrameTraffic";
import { useFrames } from "../../../components/frames/use-frames";
import { verdictWord } from "../../../components/frames/words";
import { matchesFrame, type Filters } from "../../../components/frames/match";
import css from "./DevicePanel.module.css";
import { DownlinkQueue } from "../radio/DownlinkQueue";

type Props = { device: DeviceDetail };

/** Whether the network hears this device, and every frame of it if it has a radio. */
export function TrafficTab({ device }: Props) {
  return device.profile === "none" ? (
    <DiagnosisCard of="device" eui={device.eui} />
  ) : (
    <RadioTraffic device={device} />
  );
}

function RadioTraffic({ device }: Props) {
  const { t } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  const [selected, setSelected] = useState<Frame | null>(null);
  const columns = useMemo(() => frameColumns(t, zone, false), [t, zone]);
  const [only, setOnly] = useState<Filters>({});
  const query = useMemo(() => ({ ...only, dev_eui: device.eui }), [only, device.eui]);
  const match = useCallback((frame: Frame) => matchesFrame(query, frame), [query]);
  const live = useFrames(query, match, device.eui);
  const what = only["verdict"] ? verdictWord(only["verdict"], t) : only["q"];

  function show(finding: Finding, filters: Filters): void {
    setOnly(filters);
    setSelected(live.rows.find((frame) => frame.id === finding.frames[0]) ?? null);
  }

  return (
    <>
      <DiagnosisCard of="device" eui={device.eui} onShow={show} />
      <DownlinkQueue device={device} />
      <div className={css["traffic"]}>
        {what && (
          <p className={css["only"]}>
            {t("diagnosis.only", { what })}
            <Button size="small" type="link" onClick={() => setOnly({})}>
              {t("diagnosis.showAll")}
            </Button>
          </p>
        )}
        <FrameTraffic
          id="traffic"
          label={t("devices.tab.traffic")}
          columns={columns}
          live={live}
          empty={<EmptyState title={t("frames.none")} text={t("frames.noneText")} />}
          selected={selected}
          onSelect={setSelected}
        />
      </div>
    </>
  );
}
