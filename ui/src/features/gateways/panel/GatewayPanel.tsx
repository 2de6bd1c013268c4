import { useTranslation } from "react-i18next";

import { useGateway } from "../../../api/queries";
import type { Gateway } from "../../../api/types";
import { CopyButton } from "../../../components/actions/CopyButton";
import { ErrorPanel } from "../../../components/states/ErrorPanel";
import { EuiText } from "../../../components/values/EuiText";
import { Panel } from "../../../components/page/Panel";
import { StateChip, StateDot } from "../../../components/values/StateChip";
import { WriteButton } from "../../../components/actions/WriteButton";
import { statusSign } from "../../../components/values/status-sign";
import { BasicTab } from "./BasicTab";
import { ContestNotice } from "./ContestNotice";
import { ParametersTab } from "./ParametersTab";
import { StatisticsTab } from "./StatisticsTab";
import { TrafficTab } from "./TrafficTab";

type Props = {
  eui: string;
  tab: string;
  onTab: (tab: string) => void;
  onClose: () => void;
  onDelete: (gateway: Gateway) => void;
  onAdopt: (gateway: Gateway) => void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
};

const tabKeys = ["basic", "traffic", "statistics", "parameters"] as const;

/** One gateway: how it does, its record, what it hears, and its radio. */
export function GatewayPanel({ eui, tab, onDelete, onAdopt, ...walk }: Props) {
  const { t } = useTranslation();
  const gateway = useGateway(eui);
  const open = tabKeys.find((key) => key === tab) ?? "basic";
  const frame = {
    testId: "panel-gateway",
    tabs: tabKeys.map((key) => ({ key, label: t(`gateways.tab.${key}`) })),
    tab: open,
    ...walk,
  };
  const { data } = gateway;
  if (!data) {
    return (
      <Panel {...frame} title={<EuiText value={eui} />}>
        {gateway.error && (
          <ErrorPanel error={gateway.error} onRetry={() => void gateway.refetch()} />
        )}
      </Panel>
    );
  }
  return (
    <Panel
      {...frame}
      sign={<StateDot sign={statusSign[data.status]} label={t(`state.${data.status}`)} />}
      title={data.name || <EuiText value={data.eui} />}
      subtitle={
        <>
          <EuiText value={data.eui} />
          <CopyButton text={data.eui} label={t("devices.copyEui")} />
          {!data.registered && (
            <>
              <StateChip sign="warning" label={t("gateways.notRegistered")} />
              <WriteButton size="small" type="primary" onClick={() => onAdopt(data)}>
                {t("gateways.register")}
              </WriteButton>
            </>
          )}
        </>
      }
      menu={
        data.registered
          ? [
              {
                key: "delete",
                label: t("gateways.deleteVerb"),
                danger: true,
                writes: true,
                onSelect: () => onDelete(data),
              },
            ]
          : []
      }
    >
      {data.contest && <ContestNotice gateway={data} contest={data.contest} />}
      {open === "basic" && <BasicTab key={eui} gateway={data} />}
      {open === "traffic" && <TrafficTab key={eui} eui={eui} />}
      {open === "statistics" && <StatisticsTab key={eui} gateway={data} />}
      {open === "parameters" && <ParametersTab key={eui} gateway={data} />}
    </Panel>
  );
}
