import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import css from "../Bulk.module.css";
import { wizardSteps, type WizardStep } from "../draft";

type Props = {
  step: WizardStep;
  onStep: (step: WizardStep) => void;
  /** What else the step ends with. */
  children?: ReactNode;
};

/** Under a step: what it ends with, and the way to the one before and the one after. */
export function StepFoot({ step, onStep, children }: Props) {
  const { t } = useTranslation();
  const place = wizardSteps.indexOf(step);
  const before = wizardSteps[place - 1];
  const after = wizardSteps[place + 1];
  return (
    <div className={css["foot"]} role="group" aria-label={t("bulkUpdate.ways")}>
      {before && (
        <Button title={t(`bulkUpdate.step.${before}`)} onClick={() => onStep(before)}>
          {t("bulkUpdate.back")}
        </Button>
      )}
      <span className={css["grow"]} />
      {children}
      {after && (
        <Button type="primary" title={t(`bulkUpdate.step.${after}`)} onClick={() => onStep(after)}>
          {t("bulkUpdate.next")}
        </Button>
      )}
    </div>
  );
}
