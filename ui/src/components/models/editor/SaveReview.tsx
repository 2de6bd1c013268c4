import { useQuery } from "@tanstack/react-query";
import { Button, Modal, Spin } from "antd";
import { useEffect, useEffectEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { getCases, type ModelKind } from "../../../api/models";
import type { Impact } from "../../../api/types";
import { WriteButton } from "../../actions/WriteButton";
import { ErrorPanel } from "../../states/ErrorPanel";
import { StateSign } from "../../values/StateChip";
import { CaseDifference } from "../cases/CaseDifference";
import { runCases, type RunBase } from "../cases/cases";
import { ImpactView } from "./ImpactView";
import css from "./SaveReview.module.css";

/** What is tried with a changed script before it is saved. */
export type Checks = {
  /** What saved cases run with. */
  base: RunBase;
  /** What the change does to recorded uplinks, where the kind parses any. */
  impact?: (signal: AbortSignal) => Promise<Impact>;
};

type Props = {
  kind: ModelKind;
  id: string;
  checks: Checks;
  onSave: () => void;
  onCancel: () => void;
};

/** Checks faster than this are not worth a dialog. */
const PATIENCE_MS = 400;
const once = { retry: false, staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false } as const;

/**
 * Runs the saved cases and the recorded uplinks with the changed script. Nothing to tell saves by
 * itself; what fails or changes is shown first, and saving stays possible. Closing ends the work.
 */
export function SaveReview({ kind, id, checks, onSave, onCancel }: Props) {
  const { t } = useTranslation();
  const mount = useId();
  const [patient, setPatient] = useState(true);
  const cases = useQuery({
    queryKey: ["save-review", mount, "cases"] as const,
    queryFn: async () => runCases(checks.base, await getCases(kind, id)),
    ...once,
  });
  const { impact: preview } = checks;
  const impact = useQuery({
    queryKey: ["save-review", mount, "impact"] as const,
    queryFn: ({ signal }) => (preview ? preview(signal) : null),
    ...once,
  });
  const failing = cases.data?.filter((result) => !result.passed) ?? [];
  const { data: effect } = impact;
  const touched = effect ? effect.changed + effect.newly_failing + effect.newly_working : 0;
  const working = cases.isPending || impact.isPending;
  const quiet = !working && !cases.error && !impact.error && failing.length === 0 && touched === 0;

  const save = useEffectEvent(onSave);
  useEffect(() => {
    if (quiet) save();
  }, [quiet]);
  useEffect(() => {
    const timer = setTimeout(() => setPatient(false), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);

  if (quiet || (working && patient)) return null;
  return (
    <Modal
      open
      width={760}
      title={t("models.review.title")}
      mask={{ closable: false }}
      onCancel={onCancel}
      footer={[
        <Button key="cancel" onClick={onCancel}>
          {t("models.review.back")}
        </Button>,
        <WriteButton key="save" type="primary" onClick={onSave}>
          {t("models.review.save")}
        </WriteButton>,
      ]}
    >
      <div className={css["review"]}>
        <section>
          <h3>{t("models.cases.title")}</h3>
          {cases.isPending && <Working text={t("models.review.runningCases")} />}
          {cases.error && <ErrorPanel error={cases.error} />}
          {cases.data && failing.length === 0 && (
            <p>
              {cases.data.length === 0
                ? t("models.review.noCases")
                : t("models.review.allPassed", { count: cases.data.length })}
            </p>
          )}
          {failing.map((result) => (
            <div key={result.case.id} className={css["failing"]}>
              <p>
                <StateSign sign="error" /> <b>{result.case.name}</b>{" "}
                <span className="hint">{t("models.cases.failed")}</span>
              </p>
              <CaseDifference result={result} />
            </div>
          ))}
        </section>
        {preview && (
          <section>
            <h3>{t("models.review.impact")}</h3>
            {impact.isPending && <Working text={t("models.review.runningImpact")} />}
            {impact.error && <ErrorPanel error={impact.error} />}
            {effect && <ImpactView impact={effect} />}
          </section>
        )}
      </div>
    </Modal>
  );
}

function Working({ text }: { text: string }) {
  return (
    <p className={css["working"]} role="status">
      <Spin size="small" /> {text}
    </p>
  );
}
