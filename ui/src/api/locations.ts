// Geographic locations: reads and writes.

import { useQuery } from "@tanstack/react-query";

import { answer, api } from "./client";
import { keys } from "./keys";
import { everyMatching } from "./list";
import { useWrite } from "./mutations";
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

export const useCreateLocation = () =>
  useWrite(RESOURCE, (body: LocationInput) =>
    answer<Location>(api.POST("/api/v1/locations", { body })),
  );
export const useUpdateLocation = () =>
  useWrite(RESOURCE, ({ id, body }: { id: string; body: LocationInput }) =>
    answer<Location>(api.PATCH("/api/v1/locations/{id}", { params: { path: { id } }, body })),
  );
export const useDeleteLocation = () =>
  useWrite([RESOURCE, "restore-points"], (id: string) =>
    answer<null>(api.DELETE("/api/v1/locations/{id}", { params: { path: { id } } })),
  );
