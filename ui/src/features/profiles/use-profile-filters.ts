import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { useBatchChoice } from "../../api/choices";
import type { FilterDef } from "../../components/grid/filters/filter";
import { useTaskFilter } from "../../components/grid/filters/use-task-filter";

const STANDARDS = ["CN470", "EU433", "EU868", "AS923", "AU915", "US902"];

/** What LoRaWAN profiles can be filtered by; the batches come from the instance. */
export function useProfileFilters(active: Record<string, string>) {
  const { t } = useTranslation();
  const [choosing, setChoosing] = useState(false);
  const batches = useBatchChoice(choosing).data;
  const task = useTaskFilter(active["task"]);

  const filters = useMemo(
    (): FilterDef[] => [
      {
        name: "join_mode",
        label: t("profiles.joinMode"),
        options: ["ABP", "OTAA"].map((value) => ({ value, label: value })),
      },
      {
        name: "standard",
        label: t("profiles.standard"),
        options: STANDARDS.map((value) => ({ value, label: value })),
      },
      {
        name: "enable",
        label: t("profiles.enabled"),
        options: [
          { value: "true", label: t("state.enabled") },
          { value: "false", label: t("state.disabled") },
        ],
      },
      {
        name: "has_device",
        label: t("profiles.withDevice"),
        options: [
          { value: "true", label: t("profiles.with") },
          { value: "false", label: t("profiles.without") },
        ],
      },
      {
        name: "class_mode",
        label: t("profiles.class"),
        options: ["ClassA", "ClassC"].map((value) => ({
          value,
          label: value.replace("Class", ""),
        })),
      },
      ...task,
    ],
    [t, task],
  );

  const more = useMemo(
    (): FilterDef[] => [
      {
        name: "batch",
        label: t("profiles.batch"),
        options: (batches ?? []).map(({ batch }) => ({ value: batch, label: batch })),
      },
    ],
    [t, batches],
  );

  return useMemo(() => ({ filters, more, onChoose: () => setChoosing(true) }), [filters, more]);
}
