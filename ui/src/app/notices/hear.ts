// What of the live events people should hear of, and how.

import { instanceNow } from "../../api/instance-clock";
import type {
  AlarmLevel,
  Gateway,
  LiveEvent,
  NoticeEvent,
  NoticeSubject,
  Task,
} from "../../api/types";
import { toastNotice } from "../../components/messages/toast";
import { isOver, taskStateText, taskTitle } from "../../components/tasks/words";
import { saidNow } from "../../components/values/said";
import { labelled } from "../../components/values/phrases";
import { platform } from "../../platform";
import { i18next } from "../../state/language/i18n";
import { usePreferences } from "../../state/preferences";
import { at } from "../../state/routes-at";
import { useTaskCentre } from "../../state/task-centre";
import { createGate } from "./gate";
import { isMuted, useNotices, type Kept } from "./store";

const GROUPED_MS = 30_000;
/** Screen readers are interrupted at most this often. */
const SPOKEN_MS = 5_000;

const ranks: Record<AlarmLevel, number> = { low: 0, mid: 1, high: 2, urgent: 3 };

/** From this level on something is wanted. */
type From = AlarmLevel | "off";
const reaches = (level: AlarmLevel, from: From) => from !== "off" && ranks[level] >= ranks[from];

/** Tasks have no page of their own. */
const TASKS = "";

function go(to: string): void {
  if (to === TASKS) useTaskCentre.getState().show();
  else window.location.hash = to;
}

const tell = createGate({
  everyMs: GROUPED_MS,
  now: () => Date.now(),
  later: (run, ms) => void setTimeout(run, ms),
  show({ title, body, to, key }) {
    if (document.hasFocus() || isMuted()) return;
    void platform.notify(title, body, key, () => go(to));
  },
  together: (all) => ({
    title: i18next.t("notices.more", { count: all.length }),
    body: all.map(({ title }) => title).join("\n"),
    to: all[0]?.to ?? TASKS,
    key: all.map(({ key }) => key).join(),
  }),
});

let spokenAt = 0;

function speak(text: string): void {
  if (Date.now() - spokenAt < SPOKEN_MS) return;
  spokenAt = Date.now();
  useNotices.getState().speak(text);
}

/** Tasks that were seen at work: only their end is news. */
const atWork = new Set<string>();

function hearTask(tenant: string, task: Task): Kept | null {
  if (!isOver(task)) {
    atWork.add(task.id);
    return null;
  }
  if (!atWork.delete(task.id) || document.hasFocus()) return null;
  tell({
    kind: "task",
    key: task.id,
    title: taskTitle(task, i18next.t),
    body: taskStateText(task, i18next.t),
    to: TASKS,
  });
  const { id, name, name_said, kind, state, ok, failed, current, total } = task;
  return {
    id: `task-${id}`,
    at: task.ended_at ?? task.created_at,
    tenant,
    kind: "task",
    task: { id, name, name_said, kind, state, ok, failed, current, total },
  };
}

function hearNotice(tenant: string, notice: NoticeEvent): Kept | null {
  const { group, title, title_said, desc, desc_said, subject, level, alarm, event } = notice;
  const { eui, device_name, gateway_name } = notice;
  const about = gateway_name ?? device_name ?? subject?.id ?? null;
  const to = placeOf(subject);
  const line = titleOf(about, saidNow(title_said, title));
  const more = saidNow(desc_said, desc).trim();
  const key = `${subject?.id ?? ""}/${alarm ?? notice.at}`;
  if (!isMuted()) {
    toastNotice(key, line, more, {
      label: i18next.t("common.open"),
      run: () => go(to),
    });
  }
  // The system is told of each gateway's turn, which is an entry, too.
  if (subject?.kind === "gateway") return null;
  tell({ kind: "alarm", key, title: line, body: more, to });
  // The alarm itself is an entry already.
  if (event === "raised") return null;
  return {
    id: `notice-${notice.at}-${group}-${key}`,
    at: notice.at,
    tenant,
    kind: "notice",
    notice: { group, title, title_said, desc, desc_said, eui, device_name, level },
  };
}

/** What gateways are called: the events of their turns name none. */
const gatewayNames = new Map<string, string>();

type GatewayTurn = Extract<LiveEvent, { type: "gateway_status" }>;

function hearGateway(tenant: string, { eui, status, last_seen }: GatewayTurn): Kept | null {
  if (status === "never_seen") return null;
  const gateway = { eui, name: gatewayNames.get(eui) ?? "", status };
  const key = `${eui}/${status}`;
  tell({ kind: "gateway", key, title: gatewayTitle(gateway), body: eui, to: gatewayAt(eui) });
  const id = `gateway-${key}-${last_seen ?? ""}`;
  // It came with the datagram that was heard last; when it was given up is told by its arrival here.
  const turned = status === "online" ? last_seen : null;
  const when = turned ?? new Date(instanceNow()).toISOString();
  return { id, at: when, tenant, kind: "gateway", gateway };
}

/** A gateway's page; the list when there are several. */
const gatewayAt = (eui: string | null) => (eui === null ? at.gateways : `${at.gateways}/${eui}`);

/** Where one sees what a notice is about. */
function placeOf(subject: NoticeSubject | null): string {
  if (subject?.kind === "gateway") return gatewayAt(subject.id);
  const eui = subject?.id ?? null;
  return eui === null ? at.alarms : `${at.alarms}/active?eui=${eui}`;
}

export const gatewayTitle = ({ eui, name, status }: Pick<Gateway, "eui" | "name" | "status">) =>
  i18next.t(status === "online" ? "notices.gatewayOnline" : "notices.gatewayOffline", {
    name: name || eui,
  });

const titleOf = (about: string | null, title: string) =>
  about === null ? title : labelled(i18next.t, about, title);

/** Hears a batch of live events. */
export function hear(tenant: string, events: readonly LiveEvent[]): void {
  const kept: Kept[] = [];
  const { alarmNotices, alarmSound } = usePreferences.getState();
  let isLoud = false;
  for (const event of events) {
    const entry =
      event.type === "notice"
        ? hearNotice(tenant, event)
        : event.type === "task"
          ? hearTask(tenant, event.task)
          : event.type === "gateway_status"
            ? hearGateway(tenant, event)
            : null;
    if (entry) kept.push(entry);
    if (event.type === "gateway") gatewayNames.set(event.gateway.eui, event.gateway.name);
    if (event.type !== "alarm" || event.event !== "raised") continue;
    const { eui, device_name, name, title, desc, level, id } = event.alarm;
    const text = titleOf(device_name ?? eui, title || name);
    if (reaches(level, alarmNotices)) {
      tell({
        kind: "alarm",
        key: `${eui}/${name}`,
        title: text,
        body: desc,
        to: `${at.alarms}/active/${id}`,
      });
    }
    isLoud ||= reaches(level, alarmSound);
    if (reaches(level, "high"))
      speak(labelled(i18next.t, i18next.t(`alarms.levels.${level}`), text));
  }
  if (kept.length > 0) useNotices.getState().keep(kept);
  if (isLoud && !isMuted()) platform.chime();
}
