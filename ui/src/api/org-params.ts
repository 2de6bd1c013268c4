// What an organisation gives its scripts.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "./client";
import type { JsonObject } from "./types";

const KEY = ["org-params"] as const;

type OrgParams = { params: JsonObject };

export function useOrgParams() {
  return useQuery({
    queryKey: KEY,
    queryFn: () => answer<OrgParams>(api.GET("/api/v1/org-params")),
    select: ({ params }) => params,
  });
}

export function useSetOrgParams() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (params: JsonObject) =>
      answer<OrgParams>(api.PUT("/api/v1/org-params", { body: { params } })),
    onSuccess: (saved) => client.setQueryData(KEY, saved),
  });
}
