import { UploadOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";

import { WriteButton } from "../actions/WriteButton";

/** Opens the import wizard. */
export function ImportButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <WriteButton icon={<UploadOutlined />} onClick={onClick}>
      {t("imports.button")}
    </WriteButton>
  );
}
