import { CheckOutlined, CopyOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { platform } from "../../platform";

type Props = { text: string; label?: string };

/** Copies raw text and says so for a moment. */
export function CopyButton({ text, label }: Props) {
  const { t } = useTranslation();
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), 1500);
    return () => clearTimeout(timer);
  }, [done]);
  const name = label ?? t("common.copy");
  return (
    <Tooltip title={done ? t("common.copied") : name}>
      <Button
        type="text"
        size="small"
        aria-label={name}
        icon={done ? <CheckOutlined /> : <CopyOutlined />}
        onClick={(event) => {
          event.stopPropagation();
          void platform.copyText(text).then(() => setDone(true));
        }}
      />
    </Tooltip>
  );
}
