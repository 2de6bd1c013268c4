// Alarms, who is told of them, and the server that takes the mail.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { answer, api } from "./client";
import { keys } from "./keys";
import { collect, useLogList, type ListQuery } from "./list";
import { invalidate, useWrite } from "./mutations";
import { toProblem } from "./problem";
import type {
  Alarm,
  AlarmHandlingResult,
  AlarmLogEntry,
  MailSettings,
  MailSettingsInput,
  NotificationGroup,
  NotificationGroupInput,
  NotificationLogEntry,
  NotificationTest,
} from "./types";

export const alarmPaths = {
  alarms: "/api/v1/alarms",
  history: "/api/v1/alarms/history",
  groups: "/api/v1/notification-groups",
  messages: "/api/v1/notification-log",
} as const;

/** What the server takes at once. */
const AT_ONCE = 1000;
/** Entries that are looked through for those of one alarm. */
const EVENTS = 1000;
/** The log of messages, in the query cache. */
const MESSAGES = "notification-log";
/** What is told in windows is an event; what a mail server makes of a mail is none. */
const SENT_EVERY_MS = 10_000;

type AlarmHandling = { kind: "acknowledge" | "clear"; ids: readonly string[]; note: string };

/** Acknowledges or clears alarms; what had ended meanwhile is `gone`. */
async function handleAlarms({ kind, ids, note }: AlarmHandling): Promise<AlarmHandlingResult> {
  const result: AlarmHandlingResult = { done: [], gone: [] };
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const body = { ids: ids.slice(start, start + AT_ONCE), note };
    const part = await answer<AlarmHandlingResult>(
      kind === "clear"
        ? api.POST("/api/v1/alarms/clear", { body })
        : api.POST("/api/v1/alarms/acknowledge", { body }),
    );
    result.done.push(...part.done);
    result.gone.push(...part.gone);
  }
  return result;
}

export function useHandleAlarms() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: handleAlarms,
    // Those before the one that failed are handled.
    onSettled: () => invalidate(client, "alarms"),
  });
}

/** One active alarm, wherever in the list it is; null when it has ended. */
export function useAlarm(id: string | undefined) {
  const client = useQueryClient();
  const queryKey = keys.one("alarms", id ?? "");
  return useQuery({
    queryKey,
    queryFn: async () => {
      // What has ended does not come back.
      if (client.getQueryData(queryKey) === null) return null;
      try {
        return await answer<Alarm>(
          api.GET("/api/v1/alarms/{id}", { params: { path: { id: id ?? "" } } }),
        );
      } catch (error) {
        if (toProblem(error).status === 404) return null;
        throw error;
      }
    },
    enabled: id !== undefined,
  });
}

/** What happened to one alarm since it was raised, newest first. */
export function useAlarmEvents(alarm: Pick<Alarm, "id" | "eui" | "raised_at">) {
  const { id, eui, raised_at } = alarm;
  return useQuery({
    queryKey: ["alarm-history", "of", id],
    queryFn: ({ signal }) =>
      collect<AlarmLogEntry>(alarmPaths.history, { eui, from: raised_at }, EVENTS, signal),
    select: (events) => events.filter((entry) => entry.alarm === id),
  });
}

/** The alarms that were raised last, active or not. */
export function useRaised(limit: number) {
  return useQuery({
    queryKey: ["alarm-history", "raised", limit],
    queryFn: ({ signal }) =>
      collect<AlarmLogEntry>(alarmPaths.history, { event: "raised" }, limit, signal),
  });
}

/** What became of messages, newest first, followed while nobody reads far back. */
export function useMessages(query: ListQuery) {
  const client = useQueryClient();
  const source = useLogList<NotificationLogEntry>(MESSAGES, alarmPaths.messages, query);
  const isNear = source.pages <= 1;
  useEffect(() => {
    if (!isNear) return;
    const timer = setInterval(() => invalidate(client, MESSAGES), SENT_EVERY_MS);
    return () => clearInterval(timer);
  }, [client, isNear]);
  return source;
}

const GROUPS = "notification-groups";

export const getGroup = (id: string) =>
  answer<NotificationGroup>(
    api.GET("/api/v1/notification-groups/{id}", { params: { path: { id } } }),
  );

export function useGroup(id: string) {
  return useQuery({
    queryKey: keys.one(GROUPS, id),
    queryFn: () => getGroup(id),
    enabled: id !== "",
  });
}

export const useCreateGroup = () =>
  useWrite(GROUPS, (body: NotificationGroupInput) =>
    answer<NotificationGroup>(api.POST("/api/v1/notification-groups", { body })),
  );
export const useUpdateGroup = () =>
  useWrite(GROUPS, ({ id, body }: { id: string; body: NotificationGroupInput }) =>
    answer<NotificationGroup>(
      api.PATCH("/api/v1/notification-groups/{id}", { params: { path: { id } }, body }),
    ),
  );
export const useDeleteGroup = () =>
  useWrite(GROUPS, (id: string) =>
    answer<null>(api.DELETE("/api/v1/notification-groups/{id}", { params: { path: { id } } })),
  );
/** Tells the group something now, and what came of it for each of its people. */
export const useTestGroup = () =>
  useMutation({
    mutationFn: (id: string) =>
      answer<NotificationTest[]>(
        api.POST("/api/v1/notification-groups/{id}/test", { params: { path: { id } } }),
      ),
  });

export const getMail = () => answer<MailSettings>(api.GET("/api/v1/mail"));

export function useMail() {
  return useQuery({ queryKey: keys.mail, queryFn: getMail });
}

export function useUpdateMail() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: MailSettingsInput) =>
      answer<MailSettings>(api.PATCH("/api/v1/mail", { body })),
    onSuccess: (settings) => client.setQueryData(keys.mail, settings),
  });
}

/** Sends a mail now and waits for what comes of it. */
export const useTestMail = () =>
  useMutation({
    mutationFn: (to: string) =>
      answer<NotificationTest>(api.POST("/api/v1/mail/test", { body: { to } })),
  });
