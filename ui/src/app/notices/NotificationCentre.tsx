import { BellOutlined } from "@ant-design/icons";
import { Button, Dropdown, Tooltip } from "antd";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useRaised } from "../../api/alarms";
import { useMe, useStatus } from "../../api/queries";
import { EmptyState } from "../../components/states/EmptyState";
import { ErrorPanel } from "../../components/states/ErrorPanel";
import { LevelSign } from "../../components/values/LevelChip";
import { menuItems } from "../../components/actions/menu-items";
import { useSaid } from "../../components/values/said";
import { StateSign } from "../../components/values/StateChip";
import { taskSign, taskTitle } from "../../components/tasks/words";
import { Ago } from "../../components/values/TimeText";
import { clausesOf, labelled } from "../../components/values/phrases";
import { classes } from "../../lib/text";
import { absolute, clock } from "../../lib/time";
import { platform, type Permission } from "../../platform";
import { useCommand } from "../../state/commands/commands";
import { Centre } from "../frame/Centre";
import { byDay, entriesOf, isUnread, type Entry } from "./entries";
import { useNotices } from "./store";
import { gatewayTitle } from "./hear";
import css from "./NotificationCentre.module.css";
import { usePreferences } from "../../state/preferences";
import { at } from "../../state/routes-at";
import { keyLabel } from "../../state/commands/keys";
import { useTaskCentre } from "../../state/task-centre";
import { useFromNow } from "../../state/now";

const KEYS = "g i";
/** Alarms that are asked of the instance. */
const RAISED = 50;
const HOUR_MS = 3_600_000;

function useEntries() {
  const raised = useRaised(RAISED);
  const tenant = useMe().data?.tenant ?? "";
  const kept = useNotices((all) => all.kept);
  const { data } = raised;
  const entries = useMemo(() => entriesOf(data ?? [], kept, tenant), [data, kept, tenant]);
  return { entries, raised };
}

/** Drawn again when it begins and ends, not with every second in between. */
function useMuted(): boolean {
  const mutedUntil = useNotices((all) => all.mutedUntil);
  return useFromNow((now) => mutedUntil !== null && mutedUntil > now);
}

function useUnread(): number {
  const { entries } = useEntries();
  const readUntil = useNotices((all) => all.readUntil);
  const read = useNotices((all) => all.read);
  return entries.filter((entry) => isUnread(entry, { readUntil, read })).length;
}

/** The bell: how much is new, and whether it is muted. */
export function NoticeBell() {
  const { t } = useTranslation();
  const open = useNotices((all) => all.open);
  const setOpen = useNotices((all) => all.setOpen);
  const hideTasks = useTaskCentre((all) => all.hide);
  const unread = useUnread();
  const muted = useMuted();
  const toggle = () => {
    if (!open) hideTasks();
    setOpen(!open);
  };
  useCommand({
    id: "notices",
    title: t("notices.title"),
    keys: KEYS,
    aliases: "bell alarms mute unread",
    run: toggle,
  });
  const news = t("notices.bell", { count: unread });
  const label = muted ? clausesOf(t, [news, t("notices.muted")]) : news;
  return (
    <Tooltip title={`${label} (${keyLabel(KEYS)})`}>
      <Button
        type="text"
        aria-label={label}
        aria-expanded={open}
        icon={<BellOutlined className={classes(muted && css["muted"])} />}
        data-testid="notice-bell"
        onClick={toggle}
      >
        {unread > 0 && <span className={css["count"]}>{unread > 99 ? "99+" : unread}</span>}
      </Button>
    </Tooltip>
  );
}

/** What happened while nobody looked, beside whatever page is open. */
export function NotificationCentre() {
  const open = useNotices((all) => all.open);
  const tasksOpen = useTaskCentre((all) => all.open);
  const spoken = useNotices((all) => all.spoken);
  const setOpen = useNotices((all) => all.setOpen);
  // One panel at a time.
  useEffect(() => {
    if (tasksOpen) setOpen(false);
  }, [tasksOpen, setOpen]);
  return (
    <>
      <div className="offscreen" aria-live="assertive">
        {spoken}
      </div>
      {open && <Open />}
    </>
  );
}

function Open() {
  const { t } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  const { setOpen, markAllRead, readUntil, read } = useNotices();
  const { entries, raised } = useEntries();
  const today = useFromNow((now) => absolute(now, zone).slice(0, 10));
  const unread = entries.filter((entry) => isUnread(entry, { readUntil, read }));
  const newest = entries[0];
  return (
    <Centre
      testId="notification-centre"
      title={t("notices.title")}
      actions={<Mute />}
      onClose={() => setOpen(false)}
    >
      <SystemNotices />
      <Services />
      {unread.length > 0 && newest && (
        <Button size="small" className={css["all"] ?? ""} onClick={() => markAllRead(newest.at)}>
          {t("notices.markAll")}
        </Button>
      )}
      {raised.error && <ErrorPanel error={raised.error} onRetry={() => void raised.refetch()} />}
      {!raised.isPending && !raised.error && entries.length === 0 && (
        <EmptyState title={t("notices.empty")} text={t("notices.emptyText")} />
      )}
      {byDay(entries, zone).map(([day, list]) => (
        <section key={day} className={css["day"]} aria-label={day}>
          <h3>{day === today ? t("notices.today") : day}</h3>
          <ul className={css["list"]}>
            {list.map((entry) => (
              <Row key={entry.id} entry={entry} unread={unread.includes(entry)} />
            ))}
          </ul>
        </section>
      ))}
    </Centre>
  );
}

type RowProps = { entry: Entry; unread: boolean };

function Row({ entry, unread }: RowProps) {
  const { t } = useTranslation();
  const markRead = useNotices((all) => all.markRead);
  const setOpen = useNotices((all) => all.setOpen);
  const showTasks = useTaskCentre((all) => all.show);
  const { sign, title, text, to } = useWords(entry);
  const use = () => {
    markRead(entry.id);
    if (entry.kind !== "task") return;
    setOpen(false);
    showTasks(entry.task.kind);
  };
  return (
    <li className={classes(css["entry"], unread && css["unread"])}>
      <span className={css["sign"]}>{sign}</span>
      <div className={css["words"]}>
        {to === null ? (
          <button type="button" className="linklike" onClick={use}>
            {title}
          </button>
        ) : (
          <Link to={to} onClick={use}>
            {title}
          </Link>
        )}
        {text !== "" && <div className={css["text"]}>{text}</div>}
        <div className="hint">
          <Ago at={entry.at} />
          {unread && <span className="offscreen">{t("notices.unread")}</span>}
        </div>
      </div>
    </li>
  );
}

type Words = { sign: React.ReactNode; title: string; text: string; to: string | null };

function useWords(entry: Entry): Words {
  const { t } = useTranslation();
  const said = useSaid();
  if (entry.kind === "alarm") {
    const { alarm } = entry;
    return {
      sign: <LevelSign level={alarm.level} />,
      title: labelled(t, alarm.device_name || alarm.eui, alarm.title || alarm.name),
      text: [t(`alarms.levels.${alarm.level}`), alarm.desc].filter(Boolean).join(" · "),
      to: `${at.alarms}/active/${alarm.alarm}`,
    };
  }
  if (entry.kind === "task") {
    const { state, ok, failed } = entry.task;
    return {
      sign: <StateSign sign={failed > 0 ? "warning" : taskSign[state]} />,
      title: taskTitle(entry.task, t),
      text: t("notices.taskOver", { ok, failed }),
      to: null,
    };
  }
  if (entry.kind === "gateway") {
    const { gateway } = entry;
    return {
      sign: <StateSign sign={gateway.status === "online" ? "ok" : "error"} />,
      title: gatewayTitle(gateway),
      text: gateway.name === "" ? "" : gateway.eui,
      to: `${at.gateways}/${gateway.eui}`,
    };
  }
  const { notice } = entry;
  const device = notice.device_name ?? notice.eui;
  const title = said(notice.title_said, notice.title);
  const desc = said(notice.desc_said, notice.desc);
  return {
    sign:
      notice.level === null ? <StateSign sign="progress" /> : <LevelSign level={notice.level} />,
    title: device === null ? title : labelled(t, device, title),
    text: [desc, t("notices.toGroup", { group: notice.group })].filter(Boolean).join(" · "),
    to: notice.eui === null ? `${at.alarms}/groups` : `${at.devices}/${notice.eui}`,
  };
}

/** Parts of the instance that do not run now. */
function Services() {
  const { t } = useTranslation();
  const said = useSaid();
  const problems = useStatus().data?.listeners.problems ?? [];
  if (problems.length === 0) return null;
  return (
    <section className={css["day"]} aria-label={t("notices.now")}>
      <h3>{t("notices.now")}</h3>
      <ul className={css["list"]}>
        {problems.map((problem) => (
          <li key={`${problem.listener}-${problem.address}`} className={css["entry"]}>
            <span className={css["sign"]}>
              <StateSign sign="error" />
            </span>
            <div className={css["words"]}>
              <Link to={`${at.settings}/instance`}>{t("overview.problemListener", problem)}</Link>
              <div className={css["text"]}>{said(problem.detail_said, problem.detail)}</div>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Silence for a while: no system notifications, no sound, no messages over the page. */
function Mute() {
  const { t } = useTranslation();
  const mutedUntil = useNotices((all) => all.mutedUntil);
  const mute = useNotices((all) => all.mute);
  const zone = usePreferences((all) => all.zone);
  const muted = useMuted();
  if (mutedUntil !== null && muted) {
    return (
      <Button size="small" onClick={() => mute(null)}>
        {t("notices.unmute", { time: clock(mutedUntil, zone, false) })}
      </Button>
    );
  }
  return (
    <Dropdown
      trigger={["click"]}
      menu={menuItems([
        {
          key: "hour",
          label: t("notices.muteHour"),
          onSelect: () => mute(Date.now() + HOUR_MS),
        },
        {
          key: "tomorrow",
          label: t("notices.muteTomorrow"),
          onSelect: () => mute(new Date().setHours(24, 0, 0, 0)),
        },
      ])}
    >
      <Button size="small">{t("notices.mute")} ▾</Button>
    </Dropdown>
  );
}

/** Offers what the system can do, or says that it cannot. */
function SystemNotices() {
  const { t } = useTranslation();
  const [state, setState] = useState<Permission>(() => platform.noticePermission());
  if (state === "granted") return null;
  return (
    <div className={css["system"]}>
      <span className="hint">{t(`notices.permission.${state}`)}</span>
      {state === "ask" && (
        <Button size="small" onClick={() => void platform.askForNotices().then(setState)}>
          {t("notices.allow")}
        </Button>
      )}
    </div>
  );
}
