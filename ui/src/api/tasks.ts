// Long work and what starts it: tasks, one-time RPCs, device executions, scheduled tasks.

import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";

import { answer, api } from "./client";
import { keys } from "./keys";
import { everyMatching } from "./list";
import { invalidate, useWrite } from "./mutations";
import type {
  DeviceExecution,
  DeviceExecutionDetail,
  DeviceExecutionInput,
  NextRuns,
  OneTimeRpcInput,
  Page,
  RpcModel,
  ScheduledTask,
  ScheduledTaskInput,
  Task,
  TaskItem,
} from "./types";

export const taskPaths = {
  deviceExecutions: "/api/v1/device-executions",
  scheduledTasks: "/api/v1/scheduled-tasks",
} as const;

/** How many tasks the Task Centre knows. */
const RECENT = 200;
const ITEMS = 100;
/** Items that the server gives at once. */
const ITEMS_MOST = 1000;
/** How often a task that goes on is asked for, whatever events tell. */
const LOOK_MS = 2_000;

/** The newest tasks, kept fresh by the `task` event. */
export function useTasks() {
  return useQuery({
    queryKey: keys.tasks,
    queryFn: () =>
      answer<Page<Task>>(api.GET("/api/v1/tasks", { params: { query: { limit: RECENT } } })),
    select: (page) => page.items,
    staleTime: Infinity,
  });
}

/** One task: from the newest ones where it is there, kept fresh by the `task` event. */
export function useTask(id: string) {
  const client = useQueryClient();
  return useQuery({
    queryKey: keys.one("tasks", id),
    queryFn: () => answer<Task>(api.GET("/api/v1/tasks/{id}", { params: { path: { id } } })),
    initialData: () =>
      client.getQueryData<Page<Task>>(keys.tasks)?.items.find((task) => task.id === id),
    enabled: id !== "",
    // An event can be missed between the answer of a request and the first look at it.
    refetchInterval: ({ state }) => (state.data?.ended_at === null ? LOOK_MS : false),
  });
}

/** The runs of a device execution, the newest first. */
export function useRuns(execution: string) {
  return useQuery({
    queryKey: ["tasks", "of", execution],
    queryFn: () =>
      answer<Page<Task>>(
        api.GET("/api/v1/tasks", { params: { query: { subject: execution, limit: 50 } } }),
      ),
    select: (page) => page.items,
  });
}

const itemsPage = (id: string, failed: boolean, limit: number, cursor: string | null) =>
  answer<Page<TaskItem>>(
    api.GET("/api/v1/tasks/{id}/items", {
      params: {
        path: { id },
        query: {
          limit,
          ...(cursor === null ? {} : { cursor }),
          ...(failed ? { ok: false } : {}),
        },
      },
    }),
  );

/** Every item of a task, for files and selections. */
export async function allTaskItems(id: string, failed: boolean): Promise<TaskItem[]> {
  const found: TaskItem[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<TaskItem> = await itemsPage(id, failed, ITEMS_MOST, cursor);
    found.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return found;
}

/** What became of a task's items; `failed` for those alone. `count` makes it follow the task. */
export function useTaskItems(id: string, failed: boolean, count: number) {
  return useInfiniteQuery({
    queryKey: ["task-items", id, failed, count],
    queryFn: ({ pageParam }) => itemsPage(id, failed, ITEMS, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
}

/** The things that a task came to, such as its devices, each once. */
export async function taskSubjects(id: string): Promise<string[]> {
  const items = await allTaskItems(id, false);
  return [...new Set(items.map((item) => item.subject))];
}

/** A write that answers with a task. */
export function useTaskWrite<Body>(send: (body: Body) => Promise<Task>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess(task) {
      client.setQueryData<Task>(keys.one("tasks", task.id), task);
      invalidate(client, "tasks");
      invalidate(client, "device-executions");
    },
  });
}

export const useCancelTask = () =>
  useTaskWrite((id: string) =>
    answer<Task>(api.POST("/api/v1/tasks/{id}/cancel", { params: { path: { id } } })),
  );
export const useRetryTask = () =>
  useTaskWrite((id: string) =>
    answer<Task>(api.POST("/api/v1/tasks/{id}/retry", { params: { path: { id } } })),
  );
export const useOneTimeRpc = () =>
  useTaskWrite((body: OneTimeRpcInput) => answer<Task>(api.POST("/api/v1/one-time-rpc", { body })));
export const useCleanStorage = () =>
  useTaskWrite(() => answer<Task>(api.POST("/api/v1/storage/clean")));
export const useExecute = () =>
  useTaskWrite((id: string) =>
    answer<Task>(api.POST("/api/v1/device-executions/{id}/execute", { params: { path: { id } } })),
  );

/** A change of them is seen in the runs they are to make. */
const deviceExecutions = ["device-executions", "tasks"];
const scheduledTasks = ["scheduled-tasks", "tasks"];

export function useExecution(id: string) {
  return useQuery({
    queryKey: keys.one("device-executions", id),
    queryFn: () => getExecution(id),
    enabled: id !== "",
  });
}
export const getExecution = (id: string) =>
  answer<DeviceExecutionDetail>(
    api.GET("/api/v1/device-executions/{id}", { params: { path: { id } } }),
  );
/** Every execution, or all of a scheduled task or of a device. */
export function useExecutions(query: { cron_task?: string; eui?: string; sort?: string }) {
  return useQuery({
    queryKey: ["device-executions", "of", query],
    queryFn: () => everyMatching<DeviceExecution>(taskPaths.deviceExecutions, query),
  });
}
export const useCreateExecution = () =>
  useWrite(deviceExecutions, (body: DeviceExecutionInput) =>
    answer<DeviceExecutionDetail>(api.POST("/api/v1/device-executions", { body })),
  );
export const useUpdateExecution = () =>
  useWrite(deviceExecutions, ({ id, body }: { id: string; body: DeviceExecutionInput }) =>
    answer<DeviceExecutionDetail>(
      api.PATCH("/api/v1/device-executions/{id}", { params: { path: { id } }, body }),
    ),
  );
export const useDeleteExecution = () =>
  useWrite(deviceExecutions, (id: string) =>
    answer<null>(api.DELETE("/api/v1/device-executions/{id}", { params: { path: { id } } })),
  );

export const getScheduledTask = (id: string) =>
  answer<ScheduledTask>(api.GET("/api/v1/scheduled-tasks/{id}", { params: { path: { id } } }));
export function useScheduledTask(id: string) {
  return useQuery({
    queryKey: keys.one("scheduled-tasks", id),
    queryFn: () => getScheduledTask(id),
    enabled: id !== "",
  });
}
/** Every scheduled task, to choose one. */
export function useScheduledTasks() {
  return useQuery({
    queryKey: keys.list("scheduled-tasks", "all"),
    queryFn: () => everyMatching<ScheduledTask>(taskPaths.scheduledTasks, { sort: "name" }),
  });
}
export const useCreateScheduledTask = () =>
  useWrite(scheduledTasks, (body: ScheduledTaskInput) =>
    answer<ScheduledTask>(api.POST("/api/v1/scheduled-tasks", { body })),
  );
export const useUpdateScheduledTask = () =>
  useWrite(scheduledTasks, ({ id, body }: { id: string; body: ScheduledTaskInput }) =>
    answer<ScheduledTask>(
      api.PATCH("/api/v1/scheduled-tasks/{id}", { params: { path: { id } }, body }),
    ),
  );
export const useDeleteScheduledTask = () =>
  useWrite(scheduledTasks, (id: string) =>
    answer<null>(api.DELETE("/api/v1/scheduled-tasks/{id}", { params: { path: { id } } })),
  );

/** The next times of an expression; the refusal says which part is wrong. */
export function useNextRuns(cron: string) {
  return useQuery({
    queryKey: ["next-runs", cron],
    queryFn: () =>
      answer<NextRuns>(
        api.GET("/api/v1/scheduled-tasks/next-runs", { params: { query: { cron } } }),
      ),
    enabled: cron.trim() !== "",
    retry: false,
    staleTime: 1_000,
  });
}

/** Every RPC model the tenant may use, to choose one. */
export function useRpcChoice() {
  return useQuery({
    queryKey: keys.list("rpc-models", "choice"),
    queryFn: () => everyMatching<RpcModel>("/api/v1/rpc-models", { sort: "name" }),
  });
}
