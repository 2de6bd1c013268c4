// Attributes of devices, and the templates that define them.

import type { ValueType } from "./models";
import type { Input, Json, Refined, Schemas } from "./schema";

/** What a template says of an attribute. */
export type AttributeDefinition = {
  key?: string;
  alias?: string;
  type?: ValueType;
  unit?: string;
  order?: number;
  dftValue?: Json;
  remark?: string;
};
export type AttributeSide = "server" | "shared";
export type AttributeOption = { label: string; value: Json };
/** An attribute of a device with what is known of it. */
export type Attribute = Refined<
  Schemas["Attribute"],
  {
    value: Json;
    type: ValueType | null;
    options: AttributeOption[];
    dftValue: Json;
    on_device: Refined<Schemas["OnDevice"], { state: AttributeStateName }> | null;
  }
>;
/** What is known of a shared attribute on the device itself. */
export type AttributeStateName =
  "reported" | "never_reported" | "sending" | "sent" | "differs" | "failed" | "not_sent";
/** What to say of an attribute; replaces what was said before. */
export type AttributeMeta = {
  type: ValueType;
  alias: string;
  unit: string;
  remark: string;
  order: number | null;
  rpcs: string[];
  options: AttributeOption[];
  dftValue: Json;
};
export type AttributeDefinitions = Record<string, AttributeDefinition>;
type TemplateWords = { server_attrs: AttributeDefinitions; shared_attrs: AttributeDefinitions };
/** What devices of one kind start with, stored or not. */
export type DeviceTemplateContent = Refined<Schemas["DeviceTemplateContent"], TemplateWords>;
export type DeviceTemplateDraft = Refined<Schemas["DeviceTemplateDraft"], TemplateWords>;
export type DeviceTemplate = Refined<Schemas["DeviceTemplate"], TemplateWords>;
export type DeviceTemplateInput = Refined<Input<"DeviceTemplateInput">, Partial<TemplateWords>>;
