import { Button } from "antd";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { paths, useHearing } from "../../api/queries";
import type { DeviceDetail, Frame, LiveEvent } from "../../api/types";
import { usePreferences } from "../../app/preferences";
import { at } from "../../app/routes-at";
import { EmptyState } from "../../components/EmptyState";
import { frameColumns } from "../../components/frames/frame-columns";
import { FrameDetail } from "../../components/frames/FrameDetail";
import { verdictSign } from "../../components/frames/words";
import { LiveList } from "../../components/live/LiveList";
import { useLiveRows } from "../../components/live/use-live-rows";
import { StateSign } from "../../components/StateChip";
import css from "./DevicePanel.module.css";
import { hearingText } from "./hearing-text";

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
  const query = useMemo(() => ({ dev_eui: device.eui }), [device.eui]);
  const match = useCallback((frame: Frame) => frame.dev_eui === device.eui, [device.eui]);
  const live = useLiveRows<Frame>({
    resource: "frames",
    path: paths.frames,
    query,
    topic: "frame",
    eui: device.eui,
    pick: frameOf,
    match,
    rowKey: keyOf,
  });
  return (
    <>
      {device.profile !== "none" && <HearingCard device={device} />}
      <div className={css["traffic"]}>
        <LiveList<Frame>
          id="traffic"
          label={t("devices.tab.traffic")}
          columns={columns}
          live={live}
          rowKey={keyOf}
          rowTime={timeOf}
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

/** The verdict in plain words, and the next step. */
function HearingCard({ device }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const hearing = useHearing(device.eui).data;
  if (!hearing) return null;
  const words = hearingText(hearing, t);
  return (
    <section className={css["hearing"]} role="status">
      <StateSign sign={words.sign} />
      <div className={css["grow"]}>
        <h3>{words.title}</h3>
        <p>{words.detail}</p>
        {words.next && <p>{words.next}</p>}
      </div>
      {device.profile === "missing" && (
        <Button onClick={() => void navigate(`${at.profiles}/new?dev_eui=${device.eui}`)}>
          {t("devices.addProfile")}
        </Button>
      )}
      {device.profile === "disabled" && (
        <Button onClick={() => void navigate(`${at.profiles}/${device.eui}`)}>
          {t("devices.openProfile")}
        </Button>
      )}
    </section>
  );
}
