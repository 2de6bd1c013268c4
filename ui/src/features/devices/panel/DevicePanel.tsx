import { Spin } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import { blocking } from "../../../api/blocking";
import { paths, useDevice } from "../../../api/queries";
import type { DeviceDetail, Relation } from "../../../api/types";
import { at, templateFromDevice } from "../../../state/routes-at";
import { CopyButton } from "../../../components/actions/CopyButton";
import { ErrorBoundary } from "../../../components/states/ErrorBoundary";
import { ErrorPanel } from "../../../components/states/ErrorPanel";
import { EuiText } from "../../../components/values/EuiText";
import type { MenuEntry } from "../../../components/grid/types";
import { Panel } from "../../../components/page/Panel";
import { StateDot } from "../../../components/values/StateChip";
import { ScopeChip } from "../../../components/values/Tags";
import { AttributesTab } from "../attributes/AttributesTab";
import { BasicInfo } from "./BasicInfo";
import { RadioTab } from "../radio/RadioTab";
import { RpcTab } from "../mounted/RpcTab";
import { useList } from "../../../api/list";
import { DeviceName } from "./DeviceName";
import { RelationsTab } from "./RelationsTab";
import { identifiers } from "./sub-device-map";
import { TelemetryTab } from "./TelemetryTab";
import { ThingModelTab } from "../mounted/ThingModelTab";
import { TrafficTab } from "./TrafficTab";
import { TriggerTab } from "../mounted/TriggerTab";
import { statusSign } from "../../../components/values/status-sign";

const tabKeys = [
  "basic",
  "models",
  "rpc",
  "triggers",
  "server",
  "shared",
  "telemetry",
  "relations",
  "traffic",
  "radio",
] as const;
type TabKey = (typeof tabKeys)[number];

type Props = {
  eui: string;
  tab: string;
  onTab: (tab: string) => void;
  onClose: () => void;
  onDelete: () => void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
};

/** One device beside the list; walking to the next one keeps the tab. */
export function DevicePanel({ eui, tab, onTab, onClose, onDelete, onPrevious, onNext }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const device = useDevice(eui);
  const open: TabKey = tabKeys.find((key) => key === tab) ?? "basic";
  const frame = {
    testId: "panel-device",
    tabs: tabKeys.map((key) => ({ key, label: t(`devices.tab.${key}`) })),
    tab: open,
    onTab,
    onClose,
    onPrevious,
    onNext,
  };
  const error = blocking(device);
  if (error) {
    return (
      <Panel {...frame} title={<EuiText value={eui} />}>
        <ErrorPanel error={error} onRetry={() => void device.refetch()} />
      </Panel>
    );
  }
  const { data } = device;
  if (!data) {
    return (
      <Panel {...frame} title={<EuiText value={eui} />}>
        <Spin delay={150} />
      </Panel>
    );
  }
  const menu: MenuEntry[] = [
    {
      key: "template",
      label: t("template.fromThis"),
      writes: true,
      onSelect: () => void navigate(templateFromDevice(eui)),
    },
    "divider",
    {
      key: "delete",
      label: t("devices.deleteOne"),
      danger: true,
      writes: true,
      onSelect: onDelete,
    },
  ];
  return (
    <Panel
      {...frame}
      sign={<StateDot sign={statusSign[data.status]} label={t(`state.${data.status}`)} />}
      title={<DeviceName key={eui} device={data} />}
      subtitle={<Subtitle device={data} />}
      menu={menu}
    >
      <ErrorBoundary resetKey={`${eui}/${open}`}>
        {open === "basic" && <BasicInfo key={eui} device={data} />}
        {open === "models" && <ThingModelTab key={eui} device={data} />}
        {open === "rpc" && <RpcTab key={eui} device={data} />}
        {open === "triggers" && <TriggerTab key={eui} device={data} />}
        {open === "server" && <AttributesTab key={eui} device={data} side="server" />}
        {open === "shared" && <AttributesTab key={eui} device={data} side="shared" />}
        {open === "telemetry" && <TelemetryTab key={eui} device={data} />}
        {open === "relations" && <RelationsTab key={eui} device={data} />}
        {open === "traffic" && <TrafficTab key={eui} device={data} />}
        {open === "radio" && <RadioTab key={eui} device={data} />}
      </ErrorBoundary>
    </Panel>
  );
}

type SubtitleProps = { device: DeviceDetail };

function Subtitle({ device }: SubtitleProps) {
  const { t } = useTranslation();
  return (
    <>
      <EuiText value={device.eui} />
      <CopyButton text={device.eui} label={t("devices.copyEui")} />
      <ScopeChip scope={t(`devices.type_${device.device_type}`)} />
      {device.parent && <OfParent device={device} parent={device.parent} />}
      {device.device_type === "VIRTUAL" && <Sources eui={device.eui} />}
      {device.profile_detail && (
        <Link to={`${at.profiles}/${device.eui}`}>{t("devices.openProfile")}</Link>
      )}
    </>
  );
}

type OfParentProps = { device: DeviceDetail; parent: string };

/** Which of its parent's sub-devices it is. */
function OfParent({ device, parent }: OfParentProps) {
  const { t } = useTranslation();
  const { data } = useDevice(parent);
  const identifier = identifiers(data).get(device.eui);
  return (
    <span>
      {identifier !== undefined && (
        <>
          <code>{identifier}</code> {t("devices.ofParent")}{" "}
        </>
      )}
      <Link to={`${at.devices}/${parent}`}>↑ {data?.name || parent}</Link>
    </span>
  );
}

type SourcesProps = { eui: string };

/** How many devices an asset hears of. */
function Sources({ eui }: SourcesProps) {
  const { t } = useTranslation();
  const sources = useList<Relation>("relations", paths.relations, { to_eui: eui, sort: "source" });
  if (sources.isPending || sources.error) return null;
  return (
    <Link to={`${at.devices}/${eui}/relations`}>
      {t("devices.sources", { count: sources.total })}
    </Link>
  );
}
