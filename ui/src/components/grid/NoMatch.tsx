import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { EmptyState } from "../states/EmptyState";

type Props = { onClear: () => void };

/** The filters of a list match nothing, and can be taken away. */
export function NoMatch({ onClear }: Props) {
  const { t } = useTranslation();
  return (
    <EmptyState title={t("grid.noMatch")} text={t("grid.noMatchText")}>
      <Button onClick={onClear}>{t("grid.clearFilters")}</Button>
    </EmptyState>
  );
}
