import { Button } from "antd";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { useUpdateGateway } from "../../api/mutations";
import { paths, useGateway } from "../../api/queries";
import type { Frame, Gateway, LiveEvent } from "../../api/types";
import { usePreferences } from "../../app/preferences";
import { at } from "../../app/routes-at";
import { CopyButton } from "../../components/CopyButton";
import { EmptyState } from "../../components/EmptyState";
import { ErrorPanel } from "../../components/ErrorPanel";
import { EuiText } from "../../components/EuiText";
import { Facts } from "../../components/Facts";
import { FormSection, Wide } from "../../components/fields/Field";
import { useDraft } from "../../components/fields/use-draft";
import { frameColumns } from "../../components/frames/frame-columns";
import { FrameDetail } from "../../components/frames/FrameDetail";
import { verdictSign } from "../../components/frames/words";
import { LiveList } from "../../components/live/LiveList";
import { useLiveRows } from "../../components/live/use-live-rows";
import { Panel } from "../../components/Panel";
import { SaveBar } from "../../components/SaveBar";
import { StateChip, StateDot } from "../../components/StateChip";
import { Ago } from "../../components/TimeText";
import { toastDone, toastFailed } from "../../components/toast";
import { useLeaveGuard } from "../../components/use-leave-guard";
import { count } from "../../lib/units";
import { statusSign } from "../devices/words";
import { rssiRange } from "./columns";
import { fromGateway, GatewayFields, toGatewayInput } from "./GatewayFields";
import css from "./Gateways.module.css";
import { StationToken } from "./StationToken";

type Props = {
  eui: string;
  tab: string;
  onTab: (tab: string) => void;
  onClose: () => void;
  onDelete: (gateway: Gateway) => void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
};

const tabKeys = ["basic", "traffic"] as const;

/** One gateway: how it does, its record, and what it hears. */
export function GatewayPanel({ eui, tab, onDelete, ...walk }: Props) {
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
          {!data.registered && <StateChip sign="warning" label={t("gateways.notRegistered")} />}
        </>
      }
      menu={
        data.registered
          ? [
              {
                key: "delete",
                label: t("gateways.deleteVerb"),
                danger: true,
                onSelect: () => onDelete(data),
              },
            ]
          : []
      }
    >
      {open === "basic" ? <Basic key={eui} gateway={data} /> : <Traffic key={eui} eui={eui} />}
    </Panel>
  );
}

type BasicProps = { gateway: Gateway };

function Basic({ gateway }: BasicProps) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const stored = useMemo(() => fromGateway(gateway), [gateway]);
  const draft = useDraft(stored, gateway.eui);
  const update = useUpdateGateway();
  useLeaveGuard(draft.changes > 0, () => false);
  const number = (value: number) => count(value, i18n.language);

  function save(): void {
    update.mutate(
      { eui: gateway.eui, ...toGatewayInput(draft.changed) },
      {
        onSuccess() {
          draft.reset();
          toastDone(t("gateways.saved"));
        },
        onError: (error) => toastFailed(t("gateways.saveFailed"), error),
      },
    );
  }

  return (
    <>
      <div className={css["scroll"]}>
        <FormSection title={t("gateways.status")}>
          <Facts
            items={[
              [
                t("gateways.status"),
                <StateChip
                  key="status"
                  sign={statusSign[gateway.status]}
                  label={t(`state.${gateway.status}`)}
                />,
              ],
              [t("gateways.lastSeen"), <Ago key="seen" at={gateway.last_seen} />],
              [
                t("gateways.address"),
                <span key="address" className="mono">
                  {gateway.address ?? "—"}
                </span>,
              ],
              [t("gateways.rssi"), rssiRange(gateway)],
              [t("gateways.uplinks"), number(gateway.uplinks)],
              [t("gateways.downlinks"), number(gateway.downlinks)],
              [t("gateways.crcBad"), number(gateway.crc_bad)],
              [t("gateways.txErrors"), number(gateway.tx_errors)],
            ]}
          />
          {!gateway.registered && (
            <Wide>
              <Button
                type="primary"
                onClick={() => void navigate(`${at.gateways}/new?eui=${gateway.eui}`)}
              >
                {t("gateways.register")}
              </Button>
            </Wide>
          )}
        </FormSection>
        {gateway.registered && <GatewayFields values={draft.values} onChange={draft.set} />}
        <StationToken gateway={gateway} />
        {gateway.stat && Object.keys(gateway.stat).length > 0 && (
          <FormSection title={t("gateways.stat")}>
            <Facts
              items={Object.entries(gateway.stat).map(
                ([name, value]) =>
                  [
                    name,
                    <span key={name} className="mono">
                      {typeof value === "object" ? JSON.stringify(value) : String(value)}
                    </span>,
                  ] as const,
              )}
            />
          </FormSection>
        )}
      </div>
      <SaveBar
        changes={draft.changes}
        saving={update.isPending}
        onSave={save}
        onDiscard={draft.reset}
      />
    </>
  );
}

type TrafficProps = { eui: string };

const frameOf = (event: LiveEvent) => (event.type === "frame" ? event.frame : null);
const keyOf = (frame: Frame) => frame.id;
const timeOf = (frame: Frame) => frame.at;

function Traffic({ eui }: TrafficProps) {
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
  });
  return (
    <div className={css["traffic"]}>
      <LiveList<Frame>
        id="gateway-traffic"
        label={t("gateways.tab.traffic")}
        columns={columns}
        live={live}
        rowKey={keyOf}
        rowTime={timeOf}
        selectedKey={selected?.id}
        onSelect={(frame) => setSelected(frame.id === selected?.id ? null : frame)}
        isBad={(frame) => verdictSign(frame) === "error"}
        empty={<EmptyState title={t("gateways.noTraffic")} text={t("gateways.noTrafficText")} />}
      />
      {selected && <FrameDetail frame={selected} onClose={() => setSelected(null)} />}
    </div>
  );
}
