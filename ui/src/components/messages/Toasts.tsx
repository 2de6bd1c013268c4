import { CloseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { classes } from "../../lib/text";
import { StateSign } from "../values/StateChip";
import { useToasts } from "./toast";
import css from "./Toasts.module.css";

const signs = { done: "ok", failed: "error", notice: "warning" } as const;

/** Results of actions, bottom right; read out politely, and there as long as somebody reads them. */
export function Toasts() {
  const { t } = useTranslation();
  const items = useToasts((all) => all.items);
  const remove = useToasts((all) => all.remove);
  const hold = useToasts((all) => all.hold);
  const release = useToasts((all) => all.release);
  return (
    <div className={css["stack"]} role="status" aria-live="polite">
      {items.map((toast) => (
        <div
          key={toast.id}
          className={css["toast"]}
          onPointerMove={() => hold(toast.id, "pointer")}
          onPointerLeave={() => release(toast.id, "pointer")}
          onFocus={() => hold(toast.id, "focus")}
          onBlur={({ currentTarget, relatedTarget }) => {
            if (!currentTarget.contains(relatedTarget)) release(toast.id, "focus");
          }}
        >
          <StateSign sign={signs[toast.kind]} />
          <div className={css["text"]}>
            <div>{toast.text}</div>
            {toast.detail && <div className={classes("hint", css["detail"])}>{toast.detail}</div>}
          </div>
          {toast.action && (
            <Button
              size="small"
              type="link"
              onClick={() => {
                toast.action?.run();
                remove(toast.id);
              }}
            >
              {toast.action.label}
            </Button>
          )}
          <Button
            size="small"
            type="text"
            aria-label={t("common.close")}
            icon={<CloseOutlined />}
            onClick={() => remove(toast.id)}
          />
        </div>
      ))}
    </div>
  );
}
