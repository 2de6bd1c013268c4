import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Frame } from "../../api/types";
import { usePreferences } from "../../state/preferences";
import { at } from "../../state/routes-at";
import { CopyButton } from "../../components/actions/CopyButton";
import { EuiText } from "../../components/values/EuiText";
import { ErrorPanel } from "../../components/states/ErrorPanel";
import { Loading } from "../../components/states/Loading";
import { Facts } from "../../components/values/Facts";
import { FixButton } from "../../components/diagnosis/FixButton";
import { Decoded } from "../../components/frames/FrameDetail";
import {
  channelWarning,
  explain,
  isTaken,
  kindWord,
  takenNote,
  verdictSign,
  verdictWord,
} from "../../components/frames/words";
import { HexView } from "../../components/values/HexView";
import { JsonView } from "../../components/values/JsonView";
import { Panel } from "../../components/page/Panel";
import { StateChip, StateSign } from "../../components/values/StateChip";
import { isHex } from "../../lib/hex";
import { absolute, clock } from "../../lib/time";
import { airtime, dataRate, megahertz, NOTHING, rssi, snr, withUnit } from "../../lib/units";
import { TableHead } from "../../components/values/TableHead";
import css from "./Network.module.css";
import { ParsedMessage } from "./ParsedMessage";
import { TestInputButton } from "./TestInputButton";
import { answerDelay, useFrameMessage, useRelatedFrames } from "./use-frame-message";

const TABS = ["decoded", "payload", "parsed", "related", "json"] as const;
type FrameTab = (typeof TABS)[number];

export const frameTab = (text: string | null): FrameTab =>
  TABS.find((tab) => tab === text) ?? "decoded";

type Props = {
  frame: Frame;
  tab: FrameTab;
  onTab: (tab: string) => void;
  onOpen: (id: string) => void;
  onClose: () => void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
};

/** One frame, from its verdict down to its bytes. */
export function FramePanel({ frame, tab, onTab, onOpen, onClose, onPrevious, onNext }: Props) {
  const { t } = useTranslation();
  const id = frame.dev_eui ?? frame.dev_addr;
  const hasData = frame.direction === "up" && isTaken(frame) && frame.f_port !== null;
  return (
    <Panel
      testId="panel-frame"
      sign={<StateSign sign={verdictSign(frame)} />}
      title={`${frame.direction === "up" ? "↑" : "↓"} ${kindWord(frame.kind, t)}`}
      subtitle={
        <>
          {frame.device_name && frame.dev_eui && (
            <Link to={`${at.devices}/${frame.dev_eui}`}>{frame.device_name}</Link>
          )}
          {id && (
            <>
              <EuiText value={id} />
              <CopyButton text={id} />
            </>
          )}
          <span className={css["grow"]} />
          {hasData && frame.dev_eui && (
            <TestInputButton eui={frame.dev_eui} time={frame.at} fCnt={frame.f_cnt} />
          )}
        </>
      }
      tabs={TABS.filter((key) => hasData || key !== "parsed").map((key) => ({
        key,
        label: t(`network.tabs.${key}`),
      }))}
      tab={tab === "parsed" && !hasData ? "decoded" : tab}
      onTab={onTab}
      onClose={onClose}
      onPrevious={onPrevious}
      onNext={onNext}
    >
      <div className={css["content"]}>
        {tab === "payload" ? (
          <Payload frame={frame} />
        ) : tab === "parsed" && hasData ? (
          <Parsed frame={frame} />
        ) : tab === "related" ? (
          <Related frame={frame} onOpen={onOpen} />
        ) : tab === "json" ? (
          <JsonView value={frame.content} label={t("network.record")} />
        ) : (
          <Overview frame={frame} />
        )}
      </div>
    </Panel>
  );
}

type FrameProps = { frame: Frame };

function Overview({ frame }: FrameProps) {
  const { t } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  return (
    <>
      <VerdictBox frame={frame} />
      <section className={css["block"]}>
        <h3>{t("network.radio")}</h3>
        <Facts
          items={[
            [t("frames.time"), absolute(frame.at, zone, true)],
            [
              t("frames.gateway"),
              frame.gateway ? (
                <Link key="gateway" to={`${at.gateways}/${frame.gateway}`}>
                  <EuiText value={frame.gateway ?? NOTHING} />
                </Link>
              ) : (
                "—"
              ),
            ],
            [t("frames.freq"), megahertz(frame.freq)],
            [t("frames.dataRate"), dataRate(frame.data_rate)],
            [t("frames.rssi"), rssi(frame.rssi)],
            [t("frames.snr"), snr(frame.snr)],
            [t("frames.size"), withUnit(String(frame.size), "B")],
            [t("frames.airtime"), airtime(frame.airtime_us)],
          ]}
        />
      </section>
      <section className={css["block"]}>
        <h3>{t("network.frame")}</h3>
        <Decoded value={frame.decoded} />
      </section>
    </>
  );
}

/** What was thought of the frame, and for a refused one what to do about it. */
function VerdictBox({ frame }: FrameProps) {
  const { t } = useTranslation();
  const explained = explain(t, frame);
  const warning = channelWarning(frame, t);
  return (
    <section
      className={css["verdict"]}
      aria-label={explained ? t("network.dropped") : t("frames.verdict")}
    >
      <StateSign sign={verdictSign(frame)} />
      <div className={css["grow"]}>
        <h3>{verdictWord(frame.verdict, t)}</h3>
        {explained ? (
          <>
            <p>{explained.why}</p>
            <p className="hint">{explained.fix}</p>
          </>
        ) : (
          <p>{takenNote(t, frame)}</p>
        )}
        {warning && <p>{warning}</p>}
        {frame.direction === "up" && frame.accepted && <Answers frame={frame} />}
        <div className={css["fixes"]}>
          {frame.actions.map((action) => (
            <FixButton
              key={action}
              action={action}
              eui={frame.dev_eui ?? ""}
              params={frame.gateway ? { gateway: frame.gateway } : undefined}
            />
          ))}
          {explained && frame.device_name !== null && frame.dev_eui && (
            <Link to={`${at.devices}/${frame.dev_eui}/traffic`}>{t("diagnosis.title")}</Link>
          )}
        </div>
      </div>
    </section>
  );
}

/** What was sent in answer, and what the gateway said to it. */
function Answers({ frame }: FrameProps) {
  const { t } = useTranslation();
  const related = useRelatedFrames(frame);
  const answers = (related.data ?? []).filter((other) => other.direction === "down");
  return answers.map((answer) => {
    const delay = answerDelay(frame, answer);
    const words = { gateway: answer.gateway ?? "", verdict: verdictWord(answer.verdict, t) };
    return (
      <p key={answer.id}>
        {delay === null
          ? t("diagnosis.answeredBy", words)
          : t("diagnosis.answered", { ...words, delay })}
        {!answer.accepted && answer.reason ? ` — ${answer.reason}` : ""}
      </p>
    );
  });
}

function Payload({ frame }: FrameProps) {
  const { t } = useTranslation();
  const message = useFrameMessage(frame);
  const sealed = frame.decoded["frmPayload"] ?? frame.decoded["frm_payload"];
  return (
    <>
      {message.data && <HexView hex={message.data.payload} label={t("network.decrypted")} />}
      {typeof sealed === "string" && sealed !== "" && isHex(sealed) && (
        <HexView hex={sealed} label={t("network.encrypted")} />
      )}
      <HexView hex={frame.phy} label={t("network.phy")} />
    </>
  );
}

function Parsed({ frame }: FrameProps) {
  const { t } = useTranslation();
  const message = useFrameMessage(frame);
  if (message.error)
    return <ErrorPanel error={message.error} onRetry={() => void message.refetch()} />;
  if (message.isLoading) return <Loading />;
  if (!message.data) return <p className="hint">{t("network.notFoundMessage")}</p>;
  return <ParsedMessage message={message.data} />;
}

type RelatedProps = { frame: Frame; onOpen: (id: string) => void };

function Related({ frame, onOpen }: RelatedProps) {
  const { t } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  const related = useRelatedFrames(frame);
  if (related.error)
    return <ErrorPanel error={related.error} onRetry={() => void related.refetch()} />;
  const rows = related.data ?? [];
  return (
    <section className={css["block"]}>
      <p className="hint">{t("network.relatedHelp")}</p>
      {rows.length > 0 && (
        <table className={css["table"]}>
          <TableHead
            titles={[
              t("frames.time"),
              t("frames.gateway"),
              t("frames.type"),
              t("frames.rssi"),
              t("frames.snr"),
              t("frames.verdict"),
            ]}
          />
          <tbody>
            {rows.map((row) => (
              <tr key={row.id} aria-current={row.id === frame.id}>
                <td>
                  <button type="button" className="linklike" onClick={() => onOpen(row.id)}>
                    {clock(row.at, zone)}
                  </button>
                </td>
                <td>{row.gateway && <EuiText value={row.gateway ?? NOTHING} />}</td>
                <td>
                  {row.direction === "up" ? "↑" : "↓"} {kindWord(row.kind, t)}
                </td>
                <td>{rssi(row.rssi)}</td>
                <td>{snr(row.snr)}</td>
                <td>
                  <StateChip sign={verdictSign(row)} label={verdictWord(row.verdict, t)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {related.isLoading ? (
        <Loading />
      ) : (
        rows.length <= 1 && <p className="hint">{t("network.onlyOne")}</p>
      )}
    </section>
  );
}
