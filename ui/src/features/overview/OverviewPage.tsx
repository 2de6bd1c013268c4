import { useTranslation } from "react-i18next";

import { useStatus } from "../../api/queries";
import { ErrorPanel } from "../../components/states/ErrorPanel";
import { Page } from "../../components/page/Page";
import { Attention } from "./Attention";
import css from "./Overview.module.css";
import { Tiles } from "./Tiles";
import { Welcome } from "./Welcome";

/** Is everything well, and where not. */
export function OverviewPage() {
  const { t } = useTranslation();
  const status = useStatus();
  return (
    <Page title={t("nav.overview")} scrolls>
      {status.error && !status.data && (
        <ErrorPanel error={status.error} onRetry={() => void status.refetch()} />
      )}
      {status.data && (
        <div className={css["stack"]}>
          <Welcome status={status.data} />
          <Tiles status={status.data} />
          <Attention status={status.data} />
        </div>
      )}
    </Page>
  );
}
