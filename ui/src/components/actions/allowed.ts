import { writeBlock } from "../../state/live/connection";
import { i18next } from "../../state/language/i18n";
import { toastBlocked } from "../messages/toast";

/**
 * Whether something may be changed now; says why not. For what is done by key and has no button that
 * is off: a form that Enter sends, Ctrl S, the Delete key.
 */
export function allowed(): boolean {
  const block = writeBlock();
  if (block === null) return true;
  toastBlocked(i18next.t(block));
  return false;
}
