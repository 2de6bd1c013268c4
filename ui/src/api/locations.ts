// Geographic locations: reads and writes.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "./client";
import { keys } from "./keys";
import { everyMatching } from "./list";
import { invalidate } from "./mutations";
import type { Location, LocationInput } from "./types";

const RESOURCE = "locations";
export const locationsPath = "/api/v1/locations";

export const getLocation = (id: string) =>
  answer<Location>(api.GET("/api/v1/locations/{id}", { params: { path: { id } } }));

export function useLocationRecord(id: string) {
  return useQuery({
    queryKey: keys.one(RESOURCE, id),
    queryFn: () => getLocation(id),
    enabled: id !== "",
  });
}

/** Every location of the tenant, each before those in it; asked for when one is to be chosen. */
export function useLocationChoice(enabled = true) {
  return useQuery({
    // Not under the lists, which are stale with each count of theirs.
    queryKey: ["location-choice"],
    queryFn: () => everyMatching<Location>(locationsPath, { sort: "path" }),
    enabled,
  });
}

function useLocationWrite<Body, Answer>(send: (body: Body) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSuccess: () => invalidate(client, RESOURCE) });
}

export const useCreateLocation = () =>
  useLocationWrite((body: LocationInput) =>
    answer<Location>(api.POST("/api/v1/locations", { body })),
  );
export const useUpdateLocation = () =>
  useLocationWrite(({ id, body }: { id: string; body: LocationInput }) =>
    answer<Location>(api.PATCH("/api/v1/locations/{id}", { params: { path: { id } }, body })),
  );
export const useDeleteLocation = () =>
  useLocationWrite((id: string) =>
    answer<null>(api.DELETE("/api/v1/locations/{id}", { params: { path: { id } } })),
  );
