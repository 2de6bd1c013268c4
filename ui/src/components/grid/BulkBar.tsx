import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { count } from "../../lib/units";
import css from "./BulkBar.module.css";
import { selectionSize, type SelectionModel } from "./selection";

type Props = { model: SelectionModel; total: number; loaded: number; children: ReactNode };

/** What can be done with the selected rows; takes the place of the filters. */
export function BulkBar({ model, total, loaded, children }: Props) {
  const { t, i18n } = useTranslation();
  const size = selectionSize(model.selection, total);
  const offersAll = model.selection.kind === "keys" && (size >= loaded || size > 0) && size < total;
  return (
    <div
      className={css["bar"]}
      role="toolbar"
      aria-label={t("grid.selected", bulkWords(size, i18n.language))}
    >
      <b aria-live="polite">{t("grid.selected", bulkWords(size, i18n.language))}</b>
      {offersAll && (
        <Button type="link" size="small" onClick={model.selectMatching}>
          {t("grid.selectMatching", { amount: count(total, i18n.language) })}
        </Button>
      )}
      <Button type="link" size="small" onClick={model.clear}>
        {t("grid.clearSelection")}
      </Button>
      <span className={css["line"]} aria-hidden />
      {children}
    </div>
  );
}

function bulkWords(size: number, language: string) {
  return { count: size, amount: count(size, language) };
}
