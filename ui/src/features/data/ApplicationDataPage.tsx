import { useTranslation } from "react-i18next";

import { Page } from "../../components/Page";

/** To be built. */
export function ApplicationDataPage() {
  const { t } = useTranslation();
  return <Page title={t("nav.applicationData")}>{null}</Page>;
}
