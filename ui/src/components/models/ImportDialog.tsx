import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Modal, Progress, Spin } from "antd";
import { useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { useCreateModel, useUpdateModel, type ModelKind } from "../../api/models";
import { toProblem } from "../../api/problem";
import type { JsonObject } from "../../api/types";
import { useWriteBlock } from "../../app/live/connection";
import { ErrorPanel } from "../ErrorPanel";
import { StateChip, type Sign } from "../StateChip";
import { toastDone } from "../toast";
import { inputOf, planOf, type ImportItem, type ImportState } from "./exchange";
import { Differences } from "./HistoryTab";
import css from "./Import.module.css";

const signOf: Record<ImportState, Sign> = {
  new: "ok",
  changed: "warning",
  unchanged: "offline",
  public: "disabled",
};
const writes = (item: ImportItem) => item.state === "new" || item.state === "changed";

type Props = {
  kind: ModelKind;
  /** Name and models of the file. */
  file: { name: string; models: JsonObject[] };
  onClose: () => void;
};

/** What a file would add and change, before anything is written; then its progress. */
export function ImportDialog({ kind, file, onClose }: Props) {
  const { t } = useTranslation();
  const mount = useId();
  const block = useWriteBlock();
  const create = useCreateModel(kind);
  const update = useUpdateModel(kind);
  const plan = useQuery({
    queryKey: ["import-plan", mount] as const,
    queryFn: () => planOf(kind, file.models),
    retry: false,
    staleTime: Infinity,
    gcTime: 0,
  });
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set());
  const [opened, setOpened] = useState<number | null>(null);
  const [done, setDone] = useState<number | null>(null);
  const [failed, setFailed] = useState<ReadonlyMap<number, string>>(new Map());
  const cancelled = useRef(false);
  const items = plan.data ?? [];
  const chosen = items.flatMap((item, at) => (writes(item) && !left.has(at) ? [at] : []));
  const running = done !== null;

  async function run(): Promise<void> {
    cancelled.current = false;
    setDone(0);
    const problems = new Map<number, string>();
    let written = 0;
    for (const at of chosen) {
      const item = items[at];
      if (!item || cancelled.current) break;
      try {
        const input = inputOf<typeof kind>(item);
        if (item.id === null) await create.mutateAsync(input);
        else await update.mutateAsync({ id: item.id, input });
        written += 1;
        setLeft((now) => new Set([...now, at]));
      } catch (error) {
        problems.set(at, toProblem(error).detail);
      }
      setDone(written + problems.size);
    }
    setDone(null);
    setFailed(problems);
    toastDone(t("models.import.done", { count: written }));
    if (problems.size === 0 && !cancelled.current) onClose();
  }

  return (
    <Modal
      open
      width={820}
      title={t("models.import.title", { name: file.name })}
      mask={{ closable: false }}
      onCancel={() => {
        cancelled.current = true;
        onClose();
      }}
      footer={[
        <Button
          key="cancel"
          onClick={() => {
            cancelled.current = true;
            if (!running) onClose();
          }}
        >
          {t("common.cancel")}
        </Button>,
        <Button
          key="import"
          type="primary"
          loading={running}
          disabled={chosen.length === 0 || block !== null}
          title={block ? t(block) : undefined}
          onClick={() => void run()}
        >
          {t("models.import.verb", { count: chosen.length })}
        </Button>,
      ]}
    >
      {plan.isPending && <Spin />}
      {plan.error && <ErrorPanel error={plan.error} onRetry={() => void plan.refetch()} />}
      {running && (
        <Progress
          percent={Math.round((100 * done) / Math.max(1, chosen.length))}
          size="small"
          aria-label={t("models.import.progress")}
        />
      )}
      <ul className={css["items"]} aria-label={t("models.import.models")}>
        {items.map((item, at) => (
          <li key={at}>
            <div className={css["item"]}>
              <Checkbox
                aria-label={item.name}
                checked={writes(item) && !left.has(at)}
                disabled={!writes(item) || running}
                onChange={(event) => {
                  const next = new Set(left);
                  if (event.target.checked) next.delete(at);
                  else next.add(at);
                  setLeft(next);
                }}
              />
              <b>{item.name}</b>
              <span className="mono hint">{item.key}</span>
              <span className={css["grow"]} />
              {item.state === "changed" && (
                <button
                  type="button"
                  className="linklike"
                  aria-expanded={opened === at}
                  onClick={() => setOpened(opened === at ? null : at)}
                >
                  {t("models.import.show")}
                </button>
              )}
              <StateChip sign={signOf[item.state]} label={t(`models.import.${item.state}`)} />
            </div>
            {failed.has(at) && (
              <p className={css["failed"]} role="alert">
                {failed.get(at)}
              </p>
            )}
            {opened === at && <Differences from={item.before} to={item.after} />}
          </li>
        ))}
      </ul>
    </Modal>
  );
}
