import { Button } from "antd";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useAlarmEvents } from "../../api/alarms";
import type { Alarm } from "../../api/types";
import { at } from "../../state/routes-at";
import { CopyButton } from "../../components/actions/CopyButton";
import { eventSign } from "../../components/values/alarm-words";
import { EmptyState } from "../../components/states/EmptyState";
import { ErrorPanel } from "../../components/states/ErrorPanel";
import { EuiText } from "../../components/values/EuiText";
import { Facts } from "../../components/values/Facts";
import { LevelChip } from "../../components/values/LevelChip";
import { Panel } from "../../components/page/Panel";
import { StateChip } from "../../components/values/StateChip";
import { Clock } from "../../components/values/TimeText";
import { WriteButton } from "../../components/actions/WriteButton";
import { listOf } from "../../components/values/phrases";
import { count } from "../../lib/units";
import css from "./Alarms.module.css";
import type { Handling } from "./HandleDialog";

type Props = {
  id: string;
  /** Absent: it has ended. */
  alarm: Alarm | undefined;
  waiting: boolean;
  /** Why it could not be asked for. */
  error: unknown;
  onRetry: () => void;
  onHandle: (kind: Handling["kind"], ids: readonly string[]) => void;
  onClose: () => void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
};

/** One active alarm: what it says, who has seen it, and what happened to it. */
export function AlarmPanel({ id, alarm, waiting, error, onRetry, onHandle, ...walk }: Props) {
  const { t } = useTranslation();
  const frame = { testId: "panel-alarm", ...walk };
  if (!alarm && error) {
    return (
      <Panel {...frame} title={<span className="mono">{id}</span>}>
        <ErrorPanel error={error} onRetry={onRetry} />
      </Panel>
    );
  }
  if (!alarm) {
    return (
      <Panel {...frame} title={waiting ? <span className="mono">{id}</span> : t("alarms.ended")}>
        {!waiting && (
          <EmptyState title={t("alarms.endedText")}>
            <Link to={`${at.alarms}/history`}>{t("alarms.history")}</Link>
            <Button onClick={walk.onClose}>{t("common.close")}</Button>
          </EmptyState>
        )}
      </Panel>
    );
  }
  return (
    <Panel
      {...frame}
      title={alarm.title || alarm.name}
      subtitle={
        <>
          <LevelChip level={alarm.level} />
          <Link to={`${at.devices}/${alarm.eui}`}>
            {alarm.device_name || <EuiText value={alarm.eui} />}
          </Link>
        </>
      }
    >
      <div className={css["panel"]}>
        <p className={css["text"]}>{alarm.desc || t("alarms.noDesc")}</p>
        <div className={css["buttons"]}>
          <WriteButton type="primary" onClick={() => onHandle("acknowledge", [id])}>
            {t("alarms.acknowledge")}
          </WriteButton>
          <WriteButton danger onClick={() => onHandle("clear", [id])}>
            {t("alarms.clear")}
          </WriteButton>
        </div>
        <About alarm={alarm} />
        <Events key={id} alarm={alarm} />
      </div>
    </Panel>
  );
}

type AlarmProps = { alarm: Alarm };

function About({ alarm }: AlarmProps) {
  const { t, i18n } = useTranslation();
  const { acknowledged } = alarm;
  return (
    <Facts
      items={[
        [t("alarms.name"), <code key="name">{alarm.name}</code>],
        [
          t("common.eui"),
          <Fragment key="eui">
            <EuiText value={alarm.eui} />
            <CopyButton text={alarm.eui} label={t("devices.copyEui")} />
          </Fragment>,
        ],
        [t("alarms.since"), <Clock key="since" at={alarm.raised_at} />],
        [t("alarms.lastTrigger"), <Clock key="last" at={alarm.last_trigger_time} />],
        [t("alarms.times"), count(alarm.count, i18n.language)],
        [t("alarms.told"), listOf(t, alarm.notice_groups) || t("alarms.nobody")],
        [
          t("alarms.acknowledged"),
          acknowledged ? (
            <span key="acknowledged">
              {t("alarms.ackBy", { who: acknowledged.by })} · <Clock at={acknowledged.at} />
              {acknowledged.note !== "" && <div className="hint">{acknowledged.note}</div>}
            </span>
          ) : (
            <StateChip key="open" sign="warning" label={t("alarms.notAcknowledged")} />
          ),
        ],
      ]}
    />
  );
}

function Events({ alarm }: AlarmProps) {
  const { t } = useTranslation();
  const events = useAlarmEvents(alarm);
  return (
    <section aria-label={t("alarms.happened")}>
      <h3 className={css["heading"]}>{t("alarms.happened")}</h3>
      {events.error && <ErrorPanel error={events.error} onRetry={() => void events.refetch()} />}
      <ol className={css["events"]}>
        {events.data?.map((entry) => (
          <li key={entry.id}>
            <Clock at={entry.at} />
            <StateChip sign={eventSign[entry.event]} label={t(`alarms.events.${entry.event}`)} />
            <LevelChip level={entry.level} />
            <span>
              {[entry.handler, entry.note || entry.desc].filter(Boolean).join(": ") || "—"}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
