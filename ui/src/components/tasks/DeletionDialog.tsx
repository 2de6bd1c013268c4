import { Modal, Skeleton } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useMe } from "../../api/queries";
import type { Task } from "../../api/types";
import { isCount } from "../../lib/units";
import { allowed } from "../actions/allowed";
import { FirstButton } from "../actions/FirstButton";
import { useOnce } from "../actions/use-once";
import { WriteButton } from "../actions/WriteButton";
import css from "../messages/Confirm.module.css";
import { toastFailed } from "../messages/toast";
import { TypeCount } from "../messages/TypeCount";
import { ErrorPanel } from "../states/ErrorPanel";

type Props = {
  testId: string;
  title: string;
  verb: string;
  /** How many records would go; with none there is nothing to confirm. */
  count: number;
  /** What would happen, which is looked at before anything can. */
  preview: { data: unknown; error: unknown; isPending: boolean; refetch: () => unknown };
  /** So much goes that the number has to be typed. */
  asks: boolean;
  /** Begins it; null when it does not after all. */
  onRun: () => Promise<Task | null>;
  onClose: () => void;
  onBegun: (task: Task) => void;
  /** What would happen, in words; null until that is known. */
  children: ReactNode;
};

/** Asks before records are deleted, which is a task. */
export function DeletionDialog(props: Props) {
  const { count, preview, asks, onClose } = props;
  const { t } = useTranslation();
  const once = useOnce();
  const tenant = useMe().data?.tenant ?? "";
  const [typed, setTyped] = useState("");
  const isKnown = preview.data !== undefined;
  const armed = isKnown && (!asks || isCount(typed, count));

  async function run(): Promise<void> {
    if (!allowed()) return;
    try {
      const task = await props.onRun();
      if (task === null) return;
      onClose();
      props.onBegun(task);
    } catch (error) {
      toastFailed(t("deletion.failed"), error);
    }
  }

  return (
    <Modal
      open
      width={500}
      title={props.title}
      mask={{ closable: false }}
      onCancel={onClose}
      footer={
        count === 0 ? (
          <FirstButton type="primary" onClick={onClose}>
            {t("common.close")}
          </FirstButton>
        ) : (
          <>
            <FirstButton first={!asks} onClick={onClose}>
              {t("common.cancel")}
            </FirstButton>
            <WriteButton
              type="primary"
              danger
              disabled={!armed}
              loading={once.busy}
              onClick={() => void once.run(run)}
            >
              {props.verb}
            </WriteButton>
          </>
        )
      }
    >
      <div className={css["body"]} data-testid={props.testId}>
        {Boolean(preview.error) && (
          <ErrorPanel error={preview.error} onRetry={() => void preview.refetch()} />
        )}
        {preview.isPending && <Skeleton active paragraph={{ rows: 4 }} />}
        {props.children}
        {isKnown && asks && count > 0 && (
          <>
            <p className="hint">{t("deletion.place", { tenant })}</p>
            <TypeCount
              wanted={count}
              value={typed}
              onChange={setTyped}
              onEnter={() => armed && void once.run(run)}
            />
          </>
        )}
      </div>
    </Modal>
  );
}
