import type { ReactNode } from "react";

import type { Draft } from "../fields/use-draft";
import { ConflictBar } from "./ConflictBar";
import { ConflictContext } from "./conflict";
import { DraftNotice } from "./DraftNotice";

type Props = {
  draft: Pick<Draft<object>, "theirs" | "offer" | "reset">;
  /** Sends the edits over what somebody else stored. */
  onOverwrite: () => void;
  withSecrets?: boolean;
  /** What differs and cannot be marked at a field. */
  unmarked?: ReactNode;
  children: ReactNode;
};

/** Around a form: offers kept input above it and marks the fields that two people changed. */
export function DraftFrame({ draft, onOverwrite, withSecrets = false, unmarked, children }: Props) {
  return (
    <ConflictContext value={draft.theirs}>
      <DraftNotice offer={draft.offer} withSecrets={withSecrets} />
      <ConflictBar theirs={draft.theirs} onReload={draft.reset} onOverwrite={onOverwrite}>
        {unmarked}
      </ConflictBar>
      {children}
    </ConflictContext>
  );
}
