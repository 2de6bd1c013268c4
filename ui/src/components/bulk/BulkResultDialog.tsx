import { Button, Modal } from "antd";
import { useTranslation } from "react-i18next";

import { platform } from "../../platform";
import type { BulkResult } from "./bulk";
import css from "../messages/Confirm.module.css";

type Props = { result: BulkResult | null; onClose: () => void; onRetry?: (keys: string[]) => void };

/** What did not work, item by item; only shown when something failed. */
export function BulkResultDialog({ result, onClose, onRetry }: Props) {
  const { t } = useTranslation();
  if (!result || result.failed.length === 0) return null;
  const lines = result.failed.map(({ key, problem }) => `${key}\t${problem.detail}`);
  return (
    <Modal
      open
      title={t("bulk.failedTitle", { count: result.failed.length, done: result.done.length })}
      onCancel={onClose}
      footer={[
        <Button key="copy" onClick={() => void platform.copyText(lines.join("\n"))}>
          {t("common.copyDetails")}
        </Button>,
        onRetry && (
          <Button key="retry" onClick={() => onRetry(result.failed.map(({ key }) => key))}>
            {t("bulk.retryFailed")}
          </Button>
        ),
        <Button key="close" type="primary" onClick={onClose}>
          {t("common.close")}
        </Button>,
      ]}
    >
      <ul className={css["objects"]}>
        {result.failed.map(({ key, problem }) => (
          <li key={key}>
            {key} — {problem.detail}
          </li>
        ))}
      </ul>
    </Modal>
  );
}
