// Alarms, who is told of them, and the server that takes the mail.

import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "./client";
import { keys } from "./keys";
import { invalidate } from "./mutations";
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
  Page,
} from "./types";

export const alarmPaths = {
  alarms: "/api/v1/alarms",
  history: "/api/v1/alarms/history",
  groups: "/api/v1/notification-groups",
  messages: "/api/v1/notification-log",
} as const;

/** What the server takes at once. */
const AT_ONCE = 1000;
/** Messages of a page of the log of a group. */
const MESSAGES = 100;
/** Messages are sent without an event. */
const SENT_EVERY_MS = 5_000;

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

/** What happened to one alarm since it was raised, newest first. */
export function useAlarmEvents(alarm: Pick<Alarm, "id" | "eui" | "raised_at">) {
  const { id, eui, raised_at } = alarm;
  return useQuery({
    queryKey: ["alarm-history", "of", id],
    queryFn: () =>
      answer<Page<AlarmLogEntry>>(
        api.GET("/api/v1/alarms/history", {
          params: { query: { eui, from: raised_at, limit: 1000 } },
        }),
      ),
    select: (page) => page.items.filter((entry) => entry.alarm === id),
  });
}

/** The alarms that were raised last, active or not. */
export function useRaised(limit: number) {
  return useQuery({
    queryKey: ["alarm-history", "raised", limit],
    queryFn: () =>
      answer<Page<AlarmLogEntry>>(
        api.GET("/api/v1/alarms/history", { params: { query: { event: "raised", limit } } }),
      ),
    select: (page) => page.items,
  });
}

function useGroupWrite<Body, Answer>(send: (body: Body) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () => invalidate(client, "notification-groups"),
  });
}

export const getGroup = (id: string) =>
  answer<NotificationGroup>(
    api.GET("/api/v1/notification-groups/{id}", { params: { path: { id } } }),
  );

export function useGroup(id: string) {
  return useQuery({
    queryKey: keys.one("notification-groups", id),
    queryFn: () => getGroup(id),
    enabled: id !== "",
  });
}

export const useCreateGroup = () =>
  useGroupWrite((body: NotificationGroupInput) =>
    answer<NotificationGroup>(api.POST("/api/v1/notification-groups", { body })),
  );
export const useUpdateGroup = () =>
  useGroupWrite(({ id, body }: { id: string; body: NotificationGroupInput }) =>
    answer<NotificationGroup>(
      api.PATCH("/api/v1/notification-groups/{id}", { params: { path: { id } }, body }),
    ),
  );
export const useDeleteGroup = () =>
  useGroupWrite((id: string) =>
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

/** What became of the messages to a group, newest first; followed while it is open. */
export function useGroupMessages(group: string) {
  return useInfiniteQuery({
    queryKey: ["notification-log", "of", group],
    queryFn: ({ pageParam }) =>
      answer<Page<NotificationLogEntry>>(
        api.GET("/api/v1/notification-log", {
          params: {
            query: {
              group,
              limit: MESSAGES,
              ...(pageParam === null ? {} : { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: SENT_EVERY_MS,
  });
}

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
