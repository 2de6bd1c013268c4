import { useQuery, useQueryClient } from "@tanstack/react-query";

import { importSummary } from "../../api/imports";
import type { ImportPlan } from "../../api/types";

const keyOf = (id: string | null) => ["import-summary", id] as const;

/** A checked file of the instance, by the id in the URL: it outlives the page. */
export function usePlan(id: string | null) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: keyOf(id),
    queryFn: () => importSummary(id ?? ""),
    enabled: id !== null,
    retry: false,
    staleTime: Infinity,
  });
  return {
    plan: query.data ?? null,
    error: query.error,
    isLoading: query.isLoading,
    refetch() {
      if (id !== null) void query.refetch();
    },
    put: (plan: ImportPlan) => client.setQueryData<ImportPlan>(keyOf(plan.id), plan),
  };
}
