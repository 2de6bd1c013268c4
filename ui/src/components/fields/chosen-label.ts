import type { ReactNode } from "react";

type Chosen = { label?: ReactNode; value?: string | number };

/** Stands where a name will be. */
export const UNNAMED = "…";

/**
 * What a list shows of what is chosen and not among its options: nothing that means anything to
 * people while they are on their way, and afterwards what is stored, because it has no name any more.
 */
export const chosenLabel =
  (isPending: boolean) =>
  ({ label, value }: Chosen): ReactNode =>
    label ?? (isPending ? UNNAMED : value);
