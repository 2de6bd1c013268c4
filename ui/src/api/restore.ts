// What was done to many records, and undoing it.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "./client";
import { keys } from "./keys";
import type { ModelKind } from "./models";
import { invalidate } from "./mutations";
import type {
  DevicesPreview,
  ModelsPreview,
  RestoreCheck,
  RestorePoint,
  SelectedDevices,
  SelectedGateways,
  SelectedModels,
  SelectedProfiles,
  Task,
  UndoVerdict,
} from "./types";

/** Everything that can be undone, the newest first. */
export function useRestorePoints() {
  return useQuery({
    queryKey: ["restore-points", "all"],
    queryFn: restorePoints,
  });
}

const restorePoints = () => answer<RestorePoint[]>(api.GET("/api/v1/restore-points"));

/** The point of a task; null when there is nothing to undo. */
export async function restorePointOf(task: string): Promise<RestorePoint | null> {
  const points = await answer<RestorePoint[]>(
    api.GET("/api/v1/restore-points", { params: { query: { task } } }),
  );
  return points[0] ?? null;
}

/** The newest point that holds a record; null when there is none any more. */
export async function restorePointWith(record: string): Promise<RestorePoint | null> {
  const points = await answer<RestorePoint[]>(
    api.GET("/api/v1/restore-points", { params: { query: { record } } }),
  );
  return points[0] ?? null;
}

/** What undoing would do, with the records of one verdict. */
export function useRestoreCheck(id: string, verdict: UndoVerdict | undefined) {
  return useQuery({
    queryKey: ["restore-points", "check", id, verdict],
    queryFn: () =>
      answer<RestoreCheck>(
        api.GET("/api/v1/restore-points/{id}/check", {
          params: { path: { id }, query: { limit: 200, ...(verdict ? { verdict } : {}) } },
        }),
      ),
    staleTime: 0,
    gcTime: 0,
  });
}

function useTaskStart<Body>(send: (body: Body) => Promise<Task>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess(task) {
      client.setQueryData<Task>(keys.one("tasks", task.id), task);
      invalidate(client, "tasks");
    },
  });
}

export const useUndo = () =>
  useTaskStart(({ id, overwrite }: { id: string; overwrite: boolean }) =>
    answer<Task>(
      api.POST("/api/v1/restore-points/{id}/apply", {
        params: { path: { id } },
        body: { overwrite },
      }),
    ),
  );

/** What would go with devices. */
export function useDeletionPreview(devices: SelectedDevices) {
  return useQuery({
    queryKey: ["deletion-preview", devices],
    queryFn: () =>
      answer<DevicesPreview>(api.POST("/api/v1/devices/deletion-preview", { body: devices })),
    staleTime: 0,
    gcTime: 0,
  });
}

type DevicesDeletion = {
  devices: SelectedDevices;
  profile: boolean;
  telemetry: boolean;
  children: boolean;
};

export const useDeleteDevices = () =>
  useTaskStart((body: DevicesDeletion) =>
    answer<Task>(api.POST("/api/v1/devices/delete", { body })),
  );
export const useDeleteProfiles = () =>
  useTaskStart((body: SelectedProfiles) =>
    answer<Task>(api.POST("/api/v1/lorawan-profiles/delete", { body })),
  );

type ProfilesSwitch = {
  profiles: SelectedProfiles;
  enable?: boolean;
  down_enable?: boolean;
};

export const useSwitchProfiles = () =>
  useTaskStart((body: ProfilesSwitch) =>
    answer<Task>(api.POST("/api/v1/lorawan-profiles/switch", { body })),
  );

type ModelsDeletion = { kind: ModelKind; models: SelectedModels };

/** What uses models. */
export function useModelsPreview(kind: ModelKind, models: SelectedModels) {
  return useQuery({
    queryKey: ["deletion-preview", kind, models],
    queryFn: () =>
      answer<ModelsPreview>(
        api.POST("/api/v1/models/{kind}/deletion-preview", {
          params: { path: { kind } },
          body: models,
        }),
      ),
    staleTime: 0,
    gcTime: 0,
  });
}

export const useDeleteModels = () =>
  useTaskStart(({ kind, models }: ModelsDeletion) =>
    answer<Task>(
      api.POST("/api/v1/models/{kind}/delete", { params: { path: { kind } }, body: models }),
    ),
  );
export const useDeleteGateways = () =>
  useTaskStart((body: SelectedGateways) =>
    answer<Task>(api.POST("/api/v1/gateways/delete", { body })),
  );

type TagsChange = { devices: SelectedDevices; add: string[]; remove: string[] };

export const useChangeTags = () =>
  useTaskStart((body: TagsChange) => answer<Task>(api.POST("/api/v1/devices/tags", { body })));
