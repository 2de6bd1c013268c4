import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { EmptyState } from "../states/EmptyState";

type Props = { source: { gaveUp: boolean; loadMore: () => void } };

/** Nothing was found so far, and there is more to look through. */
export function EmptyLog({ source }: Props) {
  const { t } = useTranslation();
  return (
    <EmptyState title={t(source.gaveUp ? "live.foundNothing" : "live.searching")}>
      {source.gaveUp && <Button onClick={source.loadMore}>{t("live.searchFurther")}</Button>}
    </EmptyState>
  );
}
