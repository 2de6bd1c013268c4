// Why a device is not heard.

import type { Refined, Schemas } from "./schema";

export type Severity = "cause" | "hint" | "fine";
export type Finding = Refined<
  Schemas["Finding"],
  { severity: Severity; params: Record<string, string> }
>;
export type Diagnosis = Refined<Schemas["Diagnosis"], { severity: Severity; findings: Finding[] }>;
