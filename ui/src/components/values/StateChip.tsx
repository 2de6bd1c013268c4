import { classes } from "../../lib/text";
import css from "./StateChip.module.css";

export type Sign = "ok" | "offline" | "never" | "warning" | "error" | "disabled" | "progress";

type SignProps = { sign: Sign };

/** The shape of a state; always beside its word, or with a word for screen readers. */
export function StateSign({ sign }: SignProps) {
  return (
    <svg className={classes(css["sign"], css[sign])} viewBox="0 0 12 12" aria-hidden>
      {sign === "ok" && <circle cx="6" cy="6" r="4.5" className={css["fill"]} />}
      {sign === "offline" && <circle cx="6" cy="6" r="3.8" />}
      {sign === "never" && <circle cx="6" cy="6" r="3.8" strokeDasharray="2 1.98" />}
      {sign === "warning" && <path d="M6 1.2 11.200 10.400H.8Z" className={css["fill"]} />}
      {sign === "error" && <path d="M1.500 1.500h9v9h-9z" className={css["fill"]} />}
      {sign === "disabled" && (
        <>
          <circle cx="6" cy="6" r="4" />
          <path d="M3.200 8.800 8.800 3.200" />
        </>
      )}
      {sign === "progress" && (
        <>
          <circle cx="6" cy="6" r="4" />
          <path d="M6 2a4 4 0 0 1 4 4H6Z" className={css["fill"]} />
        </>
      )}
    </svg>
  );
}

type Props = { sign: Sign; label: string; title?: string | undefined };

/** A state as shape and word. */
export function StateChip({ sign, label, title }: Props) {
  return (
    <span className={classes(css["chip"], css[sign])} title={title}>
      <StateSign sign={sign} />
      <span>{label}</span>
    </span>
  );
}

/** Only the shape, for narrow columns; the word is there for screen readers and on hover. */
export function StateDot({ sign, label, title }: Props) {
  return (
    <span className={css["chip"]} title={title ?? label}>
      <StateSign sign={sign} />
      <span className="offscreen">{label}</span>
    </span>
  );
}
