import { useQueryClient } from "@tanstack/react-query";
import { Button, Modal, Spin, Steps } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { checkImport, type HowRead } from "../../api/imports";
import { keys } from "../../api/keys";
import { invalidate } from "../../api/mutations";
import type { ImportKind, ImportPlan, Task } from "../../api/types";
import { confirm } from "../messages/confirm";
import { ErrorPanel } from "../states/ErrorPanel";
import { toastFailed } from "../messages/toast";
import { CheckStep } from "./CheckStep";
import { ColumnsStep } from "./ColumnsStep";
import { FileStep } from "./FileStep";
import css from "./Imports.module.css";
import { ResultStep } from "./ResultStep";
import { useChoices } from "./use-choices";
import { usePlan } from "./use-plan";

const steps = ["file", "columns", "check", "result"] as const;
export type Step = (typeof steps)[number];

type Props = {
  kind: ImportKind;
  step: Step;
  /** The checked file. */
  id: string | null;
  onStep: (step: Step, id: string | null) => void;
  onClose: () => void;
  onShow: (task: Task) => void;
};

/** From a file to records: what it would do is seen before anything happens. */
export function ImportWizard({ kind, step, id, onStep, onClose, onShow }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { plan, error, isLoading, refetch, put } = usePlan(id);
  const [file, setFile] = useState<File | null>(null);
  const [busy, setBusy] = useState(false);
  const model = useChoices(plan);
  const reading = useRef<AbortController | null>(null);
  // Who closed the wizard does not want what is still on its way.
  useEffect(() => () => reading.current?.abort(), []);
  /** The columns that rows are checked by are there. */
  const complete = plan?.missing.length === 0;
  const begun = plan !== null && plan.state !== "checked";
  const shown = plan === null ? "file" : begun ? "result" : step === "result" ? "check" : step;

  async function read(chosen: File, how: HowRead = {}): Promise<void> {
    const { signal } = (reading.current = newest(reading.current));
    setBusy(true);
    try {
      const checked = await checkImport(kind, chosen, how, signal);
      if (signal.aborted) return;
      setFile(chosen);
      put(checked);
      const matched = checked.columns.every(({ field }) => field !== null);
      const sure = checked.missing.length === 0 && !checked.source.encoding_guessed;
      onStep(matched && sure ? "check" : "columns", checked.id);
    } catch (error) {
      if (!signal.aborted) toastFailed(t("imports.failedRead"), error);
    } finally {
      if (!signal.aborted) setBusy(false);
    }
  }

  /** Its rows were checked anew. */
  async function changed(checked: ImportPlan): Promise<void> {
    put(checked);
    await model.checked();
  }

  async function close(): Promise<void> {
    if (plan?.state === "checked") {
      const question = { title: t(`imports.title_${kind}`), text: t("imports.leave") };
      if (!(await confirm({ level: 1, verb: t("common.close"), ...question }))) return;
    }
    onClose();
  }

  function again(): void {
    setFile(null);
    onStep("file", null);
  }

  function applied(checked: ImportPlan, task: Task): void {
    client.setQueryData<Task>(keys.one("tasks", task.id), task);
    invalidate(client, "tasks");
    put({ ...checked, state: "applying", task: task.id });
    onStep("result", checked.id);
  }

  const counts = plan?.counts;
  const can = (name: Step) =>
    name === "file" ? !begun : plan !== null && (name === "result" ? begun : !begun);
  return (
    <Modal
      open
      width={1040}
      footer={null}
      title={t(`imports.title_${kind}`)}
      mask={{ closable: false }}
      onCancel={() => void close()}
    >
      <Steps
        size="small"
        className={css["steps"] ?? ""}
        current={steps.indexOf(shown)}
        onChange={(at) => {
          const name = steps[at];
          if (name && can(name)) onStep(name, id);
        }}
        items={steps.map((name) => ({
          title: t(`imports.step_${name}`),
          disabled: !can(name),
          ...(name === "columns" && plan && plan.missing.length > 0 ? { status: "error" } : {}),
          ...(name === "check" && complete && counts && counts.error > 0 && !begun
            ? { status: "error" }
            : {}),
        }))}
      />
      <div className={css["body"]}>
        {isLoading && <Spin />}
        {error && !plan && (
          <div className={css["columns"]}>
            <ErrorPanel error={error} onRetry={refetch} />
            <div className={css["foot"]}>
              <Button type="primary" onClick={again}>
                {t("imports.another")}
              </Button>
            </div>
          </div>
        )}
        {shown === "file" && !isLoading && !error && (
          <FileStep kind={kind} busy={busy} onFile={(chosen) => void read(chosen)} />
        )}
        {shown === "columns" && plan && (
          <ColumnsStep
            kind={kind}
            plan={plan}
            onPlan={changed}
            onSheet={(sheet) => (file ? void read(file, { sheet }) : again())}
            onEncoding={(encoding) => (file ? void read(file, { encoding }) : again())}
            onNext={() => onStep("check", id)}
          />
        )}
        {shown === "check" && plan && (
          <CheckStep
            plan={plan}
            model={model}
            onPlan={changed}
            onColumns={() => onStep("columns", id)}
            onApplied={(task) => applied(plan, task)}
          />
        )}
        {shown === "result" && plan && (
          <ResultStep
            plan={plan}
            lost={error}
            onOver={() => {
              refetch();
              invalidate(client, kind);
            }}
            onAgain={again}
            onClose={onClose}
            onShow={onShow}
          />
        )}
      </div>
    </Modal>
  );
}

/** Takes the place of a reading that is still under way. */
function newest(before: AbortController | null): AbortController {
  before?.abort();
  return new AbortController();
}
