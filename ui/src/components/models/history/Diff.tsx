import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { hunks, lineDiff } from "../../../lib/line-diff";
import css from "./Diff.module.css";

type Props = { before: string; after: string; label: string };

const SIGNS = { same: " ", old: "−", new: "+" } as const;

/** Two texts as one: what was taken away and what was added, with the lines around it. */
export function Diff({ before, after, label }: Props) {
  const { t } = useTranslation();
  const parts = useMemo(() => hunks(lineDiff(before, after)), [before, after]);
  return (
    <table className={css["diff"]} aria-label={label}>
      <tbody>
        {parts.map((part, at) =>
          part === "gap" ? (
            <tr key={at} className={css["gap"]}>
              <td colSpan={4}>⋯</td>
            </tr>
          ) : (
            <tr key={at} data-kind={part.kind}>
              <td className={css["line"]}>{part.oldLine}</td>
              <td className={css["line"]}>{part.newLine}</td>
              <td className={css["sign"]}>
                <span aria-hidden>{SIGNS[part.kind]}</span>
                {part.kind !== "same" && (
                  <span className="offscreen">{t(`models.versions.${part.kind}`)}</span>
                )}
              </td>
              <td>
                <code>{part.text}</code>
              </td>
            </tr>
          ),
        )}
      </tbody>
    </table>
  );
}
