import type { ReactNode } from "react";

import css from "./Facts.module.css";

type Props = { items: readonly (readonly [string, ReactNode])[] };

/** Read-only values with their names, in as many columns as fit. */
export function Facts({ items }: Props) {
  return (
    <dl className={css["facts"]}>
      {items.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
