import type { ReactNode } from "react";

import css from "./States.module.css";

type Props = { title: string; text?: string; children?: ReactNode };

/** What this page is for and the first thing to do; or that nothing matches. */
export function EmptyState({ title, text, children }: Props) {
  return (
    <div className={css["empty"]} data-testid="empty">
      <h3>{title}</h3>
      {text && <p>{text}</p>}
      {children && <div className={css["actions"]}>{children}</div>}
    </div>
  );
}
