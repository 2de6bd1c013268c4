import { groups, isHex } from "../../lib/hex";
import { classes } from "../../lib/text";
import css from "./EuiText.module.css";

type Props = { value: string; strongEnd?: boolean };

/** An EUI or address, grouped by four with CSS so that what is selected and copied is plain text. */
export function EuiText({ value, strongEnd = true }: Props) {
  if (!isHex(value) || value.length < 8) return <span className={css["eui"]}>{value}</span>;
  const parts = groups(value);
  return (
    <span className={css["eui"]}>
      {parts.map((part, at) => (
        <span key={at} className={classes(strongEnd && at === parts.length - 1 && css["end"])}>
          {part}
        </span>
      ))}
    </span>
  );
}
