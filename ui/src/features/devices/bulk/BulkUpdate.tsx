import { Modal } from "antd";
import { useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { useSelectionFacts, useStartBulk, type BulkTarget, type BulkWish } from "../../../api/bulk";
import { toProblem } from "../../../api/problem";
import { useMe } from "../../../api/queries";
import type { Task } from "../../../api/types";
import { confirm } from "../../../components/messages/confirm";
import { DraftNotice } from "../../../components/drafts/DraftNotice";
import { useKept } from "../../../components/drafts/use-kept";
import { ErrorPanel } from "../../../components/states/ErrorPanel";
import { holdsProblem } from "../../../components/fields/use-problem";
import { toastFailed } from "../../../components/messages/toast";
import { useOnce } from "../../../components/actions/use-once";
import { classes } from "../../../lib/text";
import { AttributesStep } from "./steps/AttributesStep";
import { BasicStep } from "./steps/BasicStep";
import css from "./Bulk.module.css";
import { ConfirmStep } from "./steps/ConfirmStep";
import {
  changesIn,
  editsOf,
  emptyDraft,
  wizardSteps,
  type BulkDraft,
  type WizardStep,
} from "./draft";
import { ModelsStep } from "./steps/ModelsStep";
import { StepFoot } from "./steps/StepFoot";
import { TagsStep } from "./steps/TagsStep";
import { TelemetryStep } from "./steps/TelemetryStep";
import { useBackup } from "./use-backup";

type Props = {
  target: BulkTarget;
  step: WizardStep;
  onStep: (step: WizardStep) => void;
  onClose: () => void;
  onStarted: (task: Task) => void;
};

/** The nine steps in any order; each title says how much it changes, and an empty one changes nothing. */
export function BulkUpdate({ target, step, onStep, onClose, onStarted }: Props) {
  const { t } = useTranslation();
  const facts = useSelectionFacts(target);
  const [draft, setDraft] = useState<BulkDraft>(emptyDraft);
  const [refused, setRefused] = useState<string[]>([]);
  const start = useStartBulk();
  const backup = useBackup();
  const once = useOnce();
  const tenant = useMe().data?.tenant;
  const offer = useKept({
    record: "bulk-update",
    base: {},
    edits: editsOf(draft),
    restore: (kept) => setDraft({ ...emptyDraft, ...(kept.edits as Partial<BulkDraft>) }),
  });
  const change = (part: Partial<BulkDraft>) => {
    setRefused([]);
    setDraft((now) => ({ ...now, ...part }));
  };
  const devices = facts.data?.devices;
  const body = useRef<HTMLElement>(null);
  const walked = useRef(false);
  // Who walks on by its buttons is told where, and begins at its top.
  useLayoutEffect(() => {
    if (walked.current) body.current?.focus();
    walked.current = false;
  }, [step]);
  /** A step that holds what cannot be taken is not left: the one after it would not know. */
  function go(next: WizardStep): boolean {
    if (holdsProblem()) return false;
    onStep(next);
    return true;
  }
  function walk(next: WizardStep): void {
    walked.current = go(next);
  }

  async function submit(wish: BulkWish, count: number, save: boolean): Promise<void> {
    if (draft.delete_telemetry.length > 0) {
      const yes = await confirm({
        level: 3,
        title: t("bulkUpdate.purgeTitle", { count }),
        text: t("bulkUpdate.purgeText"),
        verb: t("bulkUpdate.submit", { count }),
        count,
        place: `${location.host} / ${tenant ?? ""}`,
      });
      if (!yes) return;
    }
    if (save && !(await backup(target))) return;
    try {
      const task = await start.mutateAsync({ target, wish, count });
      // What was asked for is done; nothing is left to be offered again.
      setDraft(emptyDraft);
      onStarted(task);
    } catch (failure) {
      setRefused(toProblem(failure).fields.map(({ field }) => field));
      toastFailed(t("bulkUpdate.notStarted"), failure);
    }
  }

  return (
    <Modal
      open
      width={1080}
      footer={null}
      title={
        devices === undefined ? t("bulkUpdate.title") : t("bulkUpdate.titleOf", { count: devices })
      }
      mask={{ closable: false }}
      onCancel={() => {
        offer.flush();
        onClose();
      }}
    >
      <nav className={css["titles"]} aria-label={t("bulkUpdate.title")}>
        {wizardSteps.map((name, place) => {
          const changes = name === "confirm" ? 0 : changesIn(draft, name);
          return (
            <button
              key={name}
              type="button"
              aria-current={name === step ? "step" : undefined}
              data-testid={`step-${name}`}
              className={classes(css["title"], name === step && css["current"])}
              data-refused={refused.includes(name)}
              onClick={() => go(name)}
            >
              <span className="tabular">{place + 1}</span> {t(`bulkUpdate.step.${name}`)}
              {changes > 0 && (
                <span className={css["badge"]} title={t("bulkUpdate.changes", { count: changes })}>
                  {changes}
                </span>
              )}
            </button>
          );
        })}
      </nav>
      <DraftNotice offer={offer} inDialog />
      <section
        key={step}
        ref={body}
        tabIndex={-1}
        className={css["body"]}
        aria-label={t(`bulkUpdate.step.${step}`)}
      >
        {facts.error && <ErrorPanel error={facts.error} onRetry={() => void facts.refetch()} />}
        {facts.data && (
          <>
            {step === "basic" && (
              <BasicStep
                facts={facts.data}
                value={draft.basic}
                onChange={(basic) => change({ basic })}
              />
            )}
            {(step === "thing_model" || step === "rpc" || step === "trigger") && (
              <ModelsStep
                key={step}
                step={step}
                facts={facts.data}
                value={draft[step]}
                onChange={(value) => change({ [step]: value })}
              />
            )}
            {(step === "server_attrs" || step === "shared_attrs") && (
              <AttributesStep
                key={step}
                side={step}
                known={facts.data[step]}
                devices={facts.data.devices}
                value={draft[step]}
                onChange={(value) => change({ [step]: value })}
              />
            )}
            {step === "delete_telemetry" && (
              <TelemetryStep
                target={target}
                devices={facts.data.devices}
                value={draft.delete_telemetry}
                onChange={(delete_telemetry) => change({ delete_telemetry })}
              />
            )}
            {step === "tags" && (
              <TagsStep
                facts={facts.data}
                value={draft.tags}
                onChange={(tags) => change({ tags })}
              />
            )}
            {step === "confirm" && (
              <ConfirmStep
                target={target}
                facts={facts.data}
                draft={draft}
                busy={once.busy}
                onStep={onStep}
                onWalk={walk}
                onSubmit={(wish, count, save) => void once.run(() => submit(wish, count, save))}
              />
            )}
          </>
        )}
        {step !== "confirm" && <StepFoot step={step} onStep={walk} />}
      </section>
    </Modal>
  );
}
