import { CloseOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { useEffect, useId, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import css from "./Centre.module.css";

type Props = {
  testId: string;
  title: string;
  /** Before the button that closes it. */
  actions: ReactNode;
  onClose: () => void;
  children: ReactNode;
};

/** What happens on the instance, beside whatever page is open. */
export function Centre({ testId, title, actions, onClose, children }: Props) {
  const { t } = useTranslation();
  const heading = useId();
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => close.current?.focus(), []);
  return (
    <aside
      className={css["centre"]}
      aria-labelledby={heading}
      data-testid={testId}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        event.nativeEvent.preventDefault();
        onClose();
      }}
    >
      <header className={css["header"]}>
        <h2 id={heading}>{title}</h2>
        {actions}
        <Tooltip title={`${t("common.close")} (Esc)`}>
          <Button
            ref={close}
            type="text"
            aria-label={t("common.close")}
            icon={<CloseOutlined />}
            onClick={onClose}
          />
        </Tooltip>
      </header>
      <div className={css["body"]}>{children}</div>
    </aside>
  );
}
