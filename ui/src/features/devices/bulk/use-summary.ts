import { useTranslation } from "react-i18next";

import type { BulkStep, Json, SelectionFacts } from "../../../api/types";
import { textOf } from "../../../components/fields/TypedValue";
import { explained, listOf } from "../../../components/values/phrases";
import { filled, type BulkDraft } from "./draft";
import { useModels } from "./steps/ModelsStep";
import { fieldText } from "./words";

/** A sentence for what a step changes. */
export function useSummary(draft: BulkDraft, facts: SelectionFacts): (step: BulkStep) => string {
  const { t } = useTranslation();
  const models = [
    ...useModels("thing_model", facts).items,
    ...useModels("rpc", facts).items,
    ...useModels("trigger", facts).items,
  ];
  const nameOf = (id: string) => models.find((model) => model.id === id)?.name ?? id;
  const value = (of: Json | undefined) =>
    typeof of === "boolean" ? t(of ? "common.on" : "common.off") : textOf(of) || "—";
  const both = (add: readonly string[], remove: readonly string[]) =>
    [
      add.length > 0 ? t("bulkUpdate.adds", { names: listOf(t, add) }) : "",
      remove.length > 0 ? t("bulkUpdate.removes", { names: listOf(t, remove) }) : "",
    ]
      .filter(Boolean)
      .join(" ");
  return (step) => {
    switch (step) {
      case "basic":
        return listOf(
          t,
          Object.entries(draft.basic).map(([field, to]) => {
            const text = field === "device_type" ? t(`devices.type_${to as "NORMAL"}`) : value(to);
            return `${fieldText(field, t)} → ${text}${field === "heart_period" ? " s" : ""}`;
          }),
        );
      case "tags":
        return both(draft.tags.add, draft.tags.remove);
      case "delete_telemetry":
        return t("bulkUpdate.purges", { names: listOf(t, draft.delete_telemetry.map(nameOf)) });
      case "server_attrs":
      case "shared_attrs": {
        const { add, overwrite, remove } = draft[step];
        const rows = filled(add);
        const sentence = both(
          rows.map((row) => `${row.key || "?"} = ${value(row.value)}`),
          remove,
        );
        if (rows.length === 0) return sentence;
        return explained(t, sentence, t(overwrite ? "bulkUpdate.overwrites" : "bulkUpdate.keeps"));
      }
      default:
        return both(draft[step].add.map(nameOf), draft[step].remove.map(nameOf));
    }
  };
}
