import type { ReactNode } from "react";

import { useMay, type Permission } from "../../api/queries";
import { ReadOnlyContext } from "../fields/read-only";
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
  /** What saving takes; who may not can only look at the form. */
  needs?: Permission;
  children: ReactNode;
};

/**
 * Around a form: offers kept input above it, marks the fields that two people changed, and lets only
 * those edit who may save.
 */
export function DraftFrame(props: Props) {
  const { draft, onOverwrite, withSecrets = false, unmarked, needs = "write", children } = props;
  const readOnly = !useMay(needs);
  return (
    <ReadOnlyContext value={readOnly}>
      <ConflictContext value={draft.theirs}>
        {!readOnly && <DraftNotice offer={draft.offer} withSecrets={withSecrets} />}
        <ConflictBar theirs={draft.theirs} onReload={draft.reset} onOverwrite={onOverwrite}>
          {unmarked}
        </ConflictBar>
        {children}
      </ConflictContext>
    </ReadOnlyContext>
  );
}
