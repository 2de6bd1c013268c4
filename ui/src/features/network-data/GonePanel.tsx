import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { EmptyState } from "../../components/states/EmptyState";
import { Panel } from "../../components/page/Panel";

type Props = { waiting: boolean; onClose: () => void };

/** The address names an entry that the list does not have. */
export function GonePanel({ waiting, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Panel testId="panel-gone" title={t("network.gone")} linked={false} onClose={onClose}>
      {!waiting && (
        <EmptyState title={t("network.goneText")}>
          <Button onClick={onClose}>{t("common.close")}</Button>
        </EmptyState>
      )}
    </Panel>
  );
}
