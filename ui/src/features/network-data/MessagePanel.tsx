import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Message } from "../../api/types";
import { usePreferences } from "../../state/preferences";
import { at } from "../../state/routes-at";
import { CopyButton } from "../../components/actions/CopyButton";
import { EuiText } from "../../components/values/EuiText";
import { Facts } from "../../components/values/Facts";
import { HexView } from "../../components/values/HexView";
import { JsonView } from "../../components/values/JsonView";
import { Panel } from "../../components/page/Panel";
import { absolute } from "../../lib/time";
import { NOTHING } from "../../lib/units";
import css from "./Network.module.css";
import { arrowOf } from "./message-columns";
import { ParsedMessage } from "./ParsedMessage";
import { TestInputButton } from "./TestInputButton";

const TABS = ["payload", "parsed", "json"] as const;
type MessageTab = (typeof TABS)[number];

export const messageTab = (text: string | null): MessageTab =>
  TABS.find((tab) => tab === text) ?? "payload";

type Props = {
  message: Message;
  tab: MessageTab;
  onTab: (tab: string) => void;
  onClose: () => void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
};

/** One message of the application layer. */
export function MessagePanel({ message, tab, onTab, onClose, onPrevious, onNext }: Props) {
  const { t } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  const isData = message.kind === "data" && message.direction === "up";
  const isAck = message.direction === "ack";
  const tabs = TABS.filter((key) => (key === "parsed" ? isData : key !== "payload" || !isAck));
  const shown = tabs.includes(tab) ? tab : (tabs[0] ?? "json");
  const facts = (
    <section className={css["block"]}>
      <h3>{t("network.message")}</h3>
      <Facts
        items={[
          [t("frames.type"), message.kind],
          [t("frames.time"), absolute(message.at, zone, true)],
          [t("frames.fCnt"), message.f_cnt ?? NOTHING],
          [t("frames.fPort"), message.f_port ?? NOTHING],
          ...message.gateways.map(
            (gateway) =>
              [
                t("frames.gateway"),
                <Link key={gateway} to={`${at.gateways}/${gateway}`}>
                  <EuiText value={gateway} />
                </Link>,
              ] as const,
          ),
        ]}
      />
    </section>
  );
  return (
    <Panel
      testId="panel-message"
      title={`${arrowOf(message)} ${message.device_name ?? message.eui}`}
      subtitle={
        <>
          <Link to={`${at.devices}/${message.eui}`}>
            <EuiText value={message.eui} />
          </Link>
          <CopyButton text={message.eui} label={t("devices.copyEui")} />
          <span className={css["grow"]} />
          {isData && <TestInputButton eui={message.eui} time={message.at} fCnt={message.f_cnt} />}
        </>
      }
      tabs={tabs.map((key) => ({ key, label: t(`network.tabs.${key}`) }))}
      tab={shown}
      onTab={onTab}
      onClose={onClose}
      onPrevious={onPrevious}
      onNext={onNext}
    >
      <div className={css["content"]}>
        {shown === "json" ? (
          <>
            {isAck && facts}
            <JsonView value={message.content} label={t("network.asMessage")} />
          </>
        ) : shown === "parsed" ? (
          <ParsedMessage message={message} />
        ) : (
          <>
            <HexView hex={message.payload} label={t("network.payload")} />
            {facts}
          </>
        )}
      </div>
    </Panel>
  );
}
