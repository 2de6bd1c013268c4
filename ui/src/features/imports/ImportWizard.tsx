import { useQueryClient } from "@tanstack/react-query";
import { Modal, Steps } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { checkImport } from "../../api/imports";
import { invalidate } from "../../api/mutations";
import type { ImportKind, ImportPlan } from "../../api/types";
import { confirm } from "../../components/confirm";
import { toastFailed } from "../../components/toast";
import { CheckStep } from "./CheckStep";
import { ColumnsStep } from "./ColumnsStep";
import { FileStep } from "./FileStep";
import css from "./Imports.module.css";
import { ResultStep } from "./ResultStep";

const steps = ["file", "columns", "check", "result"] as const;
export type Step = (typeof steps)[number];

type Props = {
  kind: ImportKind;
  step: Step;
  onStep: (step: Step) => void;
  onClose: () => void;
};

/** From a file to records: what it would do is seen before anything happens. */
export function ImportWizard({ kind, step, onStep, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [plan, setPlan] = useState<ImportPlan | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const [busy, setBusy] = useState(false);
  const begun = plan !== null && plan.state !== "checked";
  const shown = plan === null ? "file" : begun ? "result" : step === "result" ? "check" : step;

  async function read(chosen: File, sheet?: string): Promise<void> {
    setBusy(true);
    try {
      const checked = await checkImport(kind, chosen, sheet);
      setFile(chosen);
      setPlan(checked);
      const matched = checked.columns.every(({ field }) => field !== null);
      onStep(matched && checked.missing.length === 0 ? "check" : "columns");
    } catch (error) {
      toastFailed(t("imports.failedRead"), error);
    } finally {
      setBusy(false);
    }
  }

  async function close(): Promise<void> {
    if (plan?.state === "checked") {
      const question = { title: t(`imports.title_${kind}`), text: t("imports.leave") };
      if (!(await confirm({ level: 1, verb: t("common.close"), ...question }))) return;
    }
    onClose();
  }

  function again(): void {
    setPlan(null);
    setFile(null);
    onStep("file");
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
          if (name && can(name)) onStep(name);
        }}
        items={steps.map((name) => ({
          title: t(`imports.step_${name}`),
          disabled: !can(name),
          ...(name === "columns" && plan && plan.missing.length > 0 ? { status: "error" } : {}),
          ...(name === "check" && counts && counts.error > 0 && !begun ? { status: "error" } : {}),
        }))}
      />
      <div className={css["body"]}>
        {shown === "file" && (
          <FileStep kind={kind} busy={busy} onFile={(chosen) => void read(chosen)} />
        )}
        {shown === "columns" && plan && (
          <ColumnsStep
            kind={kind}
            plan={plan}
            onPlan={setPlan}
            onSheet={(sheet) => file && void read(file, sheet)}
            onNext={() => onStep("check")}
          />
        )}
        {shown === "check" && plan && (
          <CheckStep
            plan={plan}
            onPlan={setPlan}
            onColumns={() => onStep("columns")}
            onApplied={(applied) => {
              setPlan(applied);
              onStep("result");
            }}
          />
        )}
        {shown === "result" && plan && (
          <ResultStep
            plan={plan}
            onPlan={(next) => {
              setPlan(next);
              if (next.state !== "applying") invalidate(client, kind);
            }}
            onAgain={again}
            onClose={onClose}
          />
        )}
      </div>
    </Modal>
  );
}
