import { useMemo } from "react";

import type {
  ApplyTo,
  DisplayField,
  ParserType,
  ThingModelDetail,
  ThingModelInput,
} from "../../api/types";
import { useDraft, type Draft } from "../../components/fields/use-draft";

export type ModelValues = {
  name: string;
  id_name: string;
  payload_parser: string;
  payload_parser_type: ParserType;
  apply_to: ApplyTo;
  tags: string[];
  remark: string;
  fields: DisplayField[];
};

/** The display fields in their order; what a field carries beyond ours stays with it. */
function fieldsOf(model: ThingModelDetail): DisplayField[] {
  return Object.entries(model.telemetry_config.fields ?? {})
    .map(([key, field]) => ({ ...field, field_name: key }))
    .sort((first, second) => (first.order ?? 0) - (second.order ?? 0));
}

export function valuesOf(model: ThingModelDetail): ModelValues {
  return {
    name: model.name,
    id_name: model.id_name,
    payload_parser: model.payload_parser,
    payload_parser_type: model.payload_parser_type,
    apply_to: model.apply_to,
    tags: model.tags,
    remark: model.remark ?? "",
    fields: fieldsOf(model),
  };
}

/** What to send: only what changed. */
export function inputOf(changed: Partial<ModelValues>, model: ThingModelDetail): ThingModelInput {
  const { fields, ...rest } = changed;
  if (!fields) return rest;
  return {
    ...rest,
    telemetry_config: {
      ...model.telemetry_config,
      fields: Object.fromEntries(fields.map((field) => [field.field_name, field])),
    },
  };
}

export type ModelDraft = Draft<ModelValues>;

/** The edits of one open model. */
export function useModelDraft(model: ThingModelDetail): ModelDraft {
  const stored = useMemo(() => valuesOf(model), [model]);
  return useDraft<ModelValues>(stored, model.id, { record: `thing-model/${model.id}` });
}
