// Conditions on latest values, as the API takes them: `field:op:value`, with `;` between them.

export const OPS = ["ge", "le", "eq", "ne", "has"] as const;
export type Op = (typeof OPS)[number];
export type Condition = { field: string; op: Op; value: string };

/** How each comparison is written for people. */
export const signOf: Record<Op, string> = { ge: "≥", le: "≤", eq: "=", ne: "≠", has: "∋" };

const ONE = new RegExp(`^(.+?):(${OPS.join("|")}):(.*)$`);

export function readConditions(text: string | undefined): Condition[] {
  return (text ?? "").split(";").flatMap((part) => {
    const [, field, op, value] = ONE.exec(part) ?? [];
    const known = OPS.find((one) => one === op);
    return field === undefined || known === undefined || value === undefined
      ? []
      : [{ field, op: known, value }];
  });
}

const conditionText = ({ field, op, value }: Condition) =>
  // A semicolon would end the condition.
  `${field}:${op}:${value.replaceAll(";", "").trim()}`;

export const conditionsText = (all: readonly Condition[]) => all.map(conditionText).join(";");

/** `ge` and `le` compare numbers. */
export const needsNumber = (op: Op) => op === "ge" || op === "le";

export function isComplete({ field, op, value }: Condition): boolean {
  const text = value.trim();
  if (field === "" || text === "") return false;
  return !needsNumber(op) || Number.isFinite(Number(text));
}

export type Limits = { min: number | null; max: number | null };

/** Whether a value is outside of the limits somebody set for it. */
export function outside(value: unknown, limits: Limits | undefined): "low" | "high" | null {
  if (typeof value !== "number" || !limits) return null;
  if (limits.min !== null && value < limits.min) return "low";
  return limits.max !== null && value > limits.max ? "high" : null;
}
