import { Button, Checkbox } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useBulkPlan, type BulkTarget, type BulkWish } from "../../../../api/bulk";
import type { BulkStep, SelectionFacts } from "../../../../api/types";
import { ErrorPanel } from "../../../../components/states/ErrorPanel";
import { textOf } from "../../../../components/fields/TypedValue";
import { useSaid } from "../../../../components/values/said";
import { WriteButton } from "../../../../components/actions/WriteButton";
import { useSummary } from "../use-summary";
import css from "../Bulk.module.css";
import { changeOf, changesIn, steps, type BulkDraft, type WizardStep } from "../draft";
import { useModels } from "./ModelsStep";
import { PlanTable } from "./PlanTable";
import { StepFoot } from "./StepFoot";

type Props = {
  target: BulkTarget;
  facts: SelectionFacts;
  draft: BulkDraft;
  busy: boolean;
  onStep: (step: BulkStep) => void;
  /** The same by the buttons at its end. */
  onWalk: (step: WizardStep) => void;
  onSubmit: (wish: BulkWish, count: number, backup: boolean) => void;
};

/** Everything that would happen, before it does: step by step, and device by device. */
export function ConfirmStep(props: Props) {
  const { target, facts, draft, busy, onStep, onWalk, onSubmit } = props;
  const { t } = useTranslation();
  const said = useSaid();
  const used = steps.filter((step) => changesIn(draft, step) > 0);
  const wish: BulkWish = { kind: "update", change: changeOf(draft) };
  const plan = useBulkPlan(target, used.length > 0 ? wish : null);
  const summary = useSummary(draft, facts);
  const thingModels = useModels("thing_model", facts).items;
  const [backup, setBackup] = useState(false);
  const first = plan.data?.pages[0];
  const devices = first?.devices ?? facts.devices;
  if (used.length === 0) {
    return (
      <>
        <p className="hint">{t("bulkUpdate.nothingYet")}</p>
        <StepFoot step="confirm" onStep={onWalk} />
      </>
    );
  }
  const blocked = first === undefined || first.problems.length > 0 || first.changed === 0;
  return (
    <div className={css["step"]}>
      <ul className={css["summary"]} aria-label={t("bulkUpdate.step.confirm")}>
        {used.map((step) => (
          <li key={step}>
            <Button type="link" size="small" onClick={() => onStep(step)}>
              {t(`bulkUpdate.step.${step}`)}
            </Button>
            <span>{summary(step)}</span>
          </li>
        ))}
      </ul>
      {plan.error && <ErrorPanel error={plan.error} onRetry={() => void plan.refetch()} />}
      {first && first.problems.length > 0 && (
        <div className={css["problems"]} role="alert">
          <b>{t("bulkUpdate.problems")}</b>
          <ul>
            {first.problems.map((problem) => (
              <li key={`${problem.step} ${problem.detail}`}>
                {said(problem.detail_said, problem.detail)}{" "}
                <Button type="link" size="small" onClick={() => onStep(problem.step)}>
                  {t("bulkUpdate.goTo", { step: t(`bulkUpdate.step.${problem.step}`) })}
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
      {first && first.problems.length === 0 && (
        <>
          <p aria-live="polite">
            {t("bulkUpdate.affected", { count: first.changed, total: textOf(first.devices) })}
            {first.refused > 0 && ` ${t("bulkPlan.refused", { count: first.refused })}`}
            {first.told > 0 && ` ${t("bulkUpdate.told", { count: first.told })}`}
          </p>
          <PlanTable
            items={plan.data?.pages.flatMap((page) => page.items) ?? []}
            hasMore={plan.hasNextPage}
            onMore={() => void plan.fetchNextPage()}
            models={new Map(thingModels.map((model) => [model.id, model.name]))}
          />
          <p className="hint">
            {t(draft.delete_telemetry.length > 0 ? "bulkUpdate.purgeText" : "bulkPlan.undo")}
          </p>
        </>
      )}
      <StepFoot step="confirm" onStep={onWalk}>
        <Checkbox checked={backup} onChange={(event) => setBackup(event.target.checked)}>
          {t("bulkPlan.backup")}
        </Checkbox>
        <WriteButton
          type="primary"
          danger={draft.delete_telemetry.length > 0}
          loading={busy || plan.isFetching}
          disabled={blocked}
          onClick={() => onSubmit(wish, devices, backup)}
        >
          {t("bulkUpdate.submit", { count: devices })}
        </WriteButton>
      </StepFoot>
    </div>
  );
}
