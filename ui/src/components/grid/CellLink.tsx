import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useWriteBlock } from "../../state/live/connection";

type Props = { action: string; title?: string; children: ReactNode };

/**
 * A link of a cell that changes something: off, with the reason, while nothing can be changed. The
 * grid handles the click by its action.
 */
export function CellLink({ action, title, children }: Props) {
  const { t } = useTranslation();
  const block = useWriteBlock();
  return (
    <button
      type="button"
      className="linklike"
      disabled={block !== null}
      title={block ? t(block) : title}
      tabIndex={-1}
      data-action={action}
    >
      {children}
    </button>
  );
}
