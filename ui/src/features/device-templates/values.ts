// What of a template can be edited. Pure.

import type {
  AttributeDefinition,
  AttributeDefinitions,
  DeviceTemplate,
  DeviceTemplateContent,
  DeviceTemplateInput,
  JsonObject,
  ThingModelRef,
} from "../../api/types";
import type { SWITCHES } from "../../components/values/device-switches";

/** A definition with the key it is stored under. */
export type Attribute = AttributeDefinition & { key: string };

export type TemplateValues = Pick<
  DeviceTemplate,
  | "name"
  | "thing_model"
  | "rpc"
  | "trigger"
  | "tags"
  | "heart_period"
  | "location_id"
  | "remark"
  | (typeof SWITCHES)[number]
> & { server_attrs: Attribute[]; shared_attrs: Attribute[] };

function attributesOf(definitions: AttributeDefinitions): Attribute[] {
  return Object.entries(definitions)
    .map(([key, definition]) => ({ ...definition, key }))
    .sort((first, second) => (first.order ?? 0) - (second.order ?? 0));
}

/**
 * As they are stored. An order that the author moved is numbered anew; one that rises already
 * stays, because templates order by register addresses (thinklink reference 1.3).
 */
function definitionsOf(attributes: readonly Attribute[]): AttributeDefinitions {
  const rises = attributes.every(
    ({ order }, at) =>
      order !== undefined && (at === 0 || order >= (attributes[at - 1]?.order ?? order)),
  );
  return Object.fromEntries(
    attributes.map((attribute, at) => [
      attribute.key,
      rises ? attribute : { ...attribute, order: at + 1 },
    ]),
  );
}

export function valuesOf(template: DeviceTemplateContent): TemplateValues {
  return {
    name: template.name,
    thing_model: template.thing_model,
    rpc: template.rpc,
    trigger: template.trigger,
    tags: template.tags,
    heart_period: template.heart_period,
    location_id: template.location_id,
    real_time_storage: template.real_time_storage,
    things_board: template.things_board,
    home_assistant: template.home_assistant,
    bacnet: template.bacnet,
    modbus_tcp: template.modbus_tcp,
    third_party: template.third_party,
    remark: template.remark,
    server_attrs: attributesOf(template.server_attrs),
    shared_attrs: attributesOf(template.shared_attrs),
  };
}

const ids = (models: readonly { id: string }[]) => models.map((model) => model.id);

export function inputOf(values: Partial<TemplateValues>): DeviceTemplateInput {
  const { thing_model, rpc, trigger, server_attrs, shared_attrs, ...rest } = values;
  return {
    ...rest,
    ...(thing_model && { thing_model: ids(thing_model) }),
    ...(rpc && { rpc: ids(rpc) }),
    ...(trigger && { trigger: ids(trigger) }),
    ...(server_attrs && { server_attrs: definitionsOf(server_attrs) }),
    ...(shared_attrs && { shared_attrs: definitionsOf(shared_attrs) }),
  };
}

/** An earlier save of a template, which names its models by id only. */
export function withModels(template: DeviceTemplate, content: JsonObject): DeviceTemplate {
  const named = (name: "thing_model" | "rpc" | "trigger"): ThingModelRef[] => {
    const list = content[name];
    return (Array.isArray(list) ? list.map(String) : []).map(
      (id) =>
        template[name].find((model) => model.id === id) ?? {
          id,
          id_name: "",
          name: id,
          scope: null,
        },
    );
  };
  return {
    ...template,
    ...(content as Partial<DeviceTemplate>),
    thing_model: named("thing_model"),
    rpc: named("rpc"),
    trigger: named("trigger"),
  };
}
