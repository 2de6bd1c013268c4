import { Input } from "antd";
import { useTranslation } from "react-i18next";

import css from "../Models.module.css";

/** Why a name in a table cannot be kept. */
export type NameProblem = "needed" | "twice" | "reserved";

/** Names that are empty, listed twice or (with `_` in front) the platform's own, by position. */
export function nameProblems(names: readonly string[], reserved = false): Map<number, NameProblem> {
  const problems = new Map<number, NameProblem>();
  const seen = new Set<string>();
  names.forEach((name, at) => {
    if (name.trim() === "") problems.set(at, "needed");
    else if (seen.has(name)) problems.set(at, "twice");
    else if (reserved && name.startsWith("_")) problems.set(at, "reserved");
    seen.add(name);
  });
  return problems;
}

type Props = {
  label: string;
  value: string;
  problem: NameProblem | undefined;
  onChange: (name: string) => void;
};

/** The name of a row, with what is wrong with it. */
export function NameCell({ label, value, problem, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <Input
        className={css["mono"] ?? ""}
        value={value}
        aria-label={label}
        aria-invalid={problem !== undefined}
        {...(problem ? { status: "error" as const } : {})}
        onChange={(event) => onChange(event.target.value.trim())}
      />
      {problem && (
        <div className={css["problem"]} role="alert">
          {t(`models.nameProblem.${problem}`)}
        </div>
      )}
    </>
  );
}
