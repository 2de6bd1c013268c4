import { useTranslation } from "react-i18next";

/** In the place of content that is on its way. */
export function Loading() {
  const { t } = useTranslation();
  return (
    <p className="hint" role="status">
      {t("common.loading")}
    </p>
  );
}
