import { useTranslation } from "react-i18next";
import { Page } from "../../components/Page";
export function DevicesPage() {
  const { t } = useTranslation();
  return <Page title={t("nav.overview")}>{null}</Page>;
}
