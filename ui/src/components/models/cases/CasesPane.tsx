import { Input, Modal, type InputRef } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { useCases, useCaseWrites, type ModelKind } from "../../../api/models";
import type { ModelCase } from "../../../api/types";
import { isComposing } from "../../../lib/ime";
import { confirm } from "../../messages/confirm";
import { ErrorPanel } from "../../states/ErrorPanel";
import { StateSign } from "../../values/StateChip";
import { toastDone, toastFailed } from "../../messages/toast";
import { WriteButton } from "../../actions/WriteButton";
import { useFirstFocus } from "../../fields/use-first-focus";
import { useAskToClose } from "../../page/use-ask-to-close";
import { CaseDifference } from "./CaseDifference";
import { runCases, type CaseResult, type RunBase } from "./cases";
import css from "./Cases.module.css";
import type { RunState } from "../trial/use-script-run";

type Props = {
  kind: ModelKind;
  id: string;
  /** What cases run with: kind, style and the editor's source. */
  base: RunBase;
  /** The last test, which can be saved as a case. */
  run: RunState;
  /** The device the test's input came from. */
  eui: string;
};

/** Saved test cases of a model: kept from a test, run at any time and before each save. */
export function CasesPane({ kind, id, base, run, eui }: Props) {
  const { t } = useTranslation();
  const cases = useCases(kind, id);
  const writes = useCaseWrites(kind, id);
  const [results, setResults] = useState<{ source: string; all: CaseResult[] } | null>(null);
  const [running, setRunning] = useState(false);
  const [naming, setNaming] = useState(false);
  const all = cases.data ?? [];
  // What an older source gave says nothing about this one.
  const current = results?.source === base.source ? results.all : [];
  const canKeep = run.outcome?.ok === true && !run.outdated && run.last !== null;

  async function runAll(): Promise<void> {
    setRunning(true);
    try {
      setResults({ source: base.source, all: await runCases(base, all) });
    } catch (error) {
      toastFailed(t("models.cases.runFailed"), error);
    } finally {
      setRunning(false);
    }
  }

  function keep(name: string): void {
    if (!run.last || !run.outcome) return;
    const body = {
      name,
      eui: eui === "" ? null : eui,
      input: run.last.input,
      expected: run.outcome.result,
    };
    writes.create.mutate(body, {
      onSuccess: () => {
        setNaming(false);
        toastDone(t("models.cases.saved", { name }));
      },
      onError: (error) => toastFailed(t("models.cases.saveFailed"), error),
    });
  }

  async function remove(one: ModelCase): Promise<void> {
    const yes = await confirm({
      level: 1,
      title: t("models.cases.deleteTitle", { name: one.name }),
      text: t("models.cases.deleteText"),
      verb: t("common.delete"),
    });
    if (!yes) return;
    writes.remove.mutate(one.id, {
      onError: (error) => toastFailed(t("models.cases.deleteFailed"), error),
    });
  }

  function accept(result: CaseResult): void {
    writes.replace.mutate(
      { ...result.case, expected: result.outcome.result },
      {
        onSuccess: () => setResults(null),
        onError: (error) => toastFailed(t("models.cases.saveFailed"), error),
      },
    );
  }

  if (cases.error) return <ErrorPanel error={cases.error} onRetry={() => void cases.refetch()} />;
  return (
    <section className={css["cases"]} aria-label={t("models.cases.title")}>
      <header>
        <h3>{t("models.cases.titleCount", { count: all.length })}</h3>
        <WriteButton
          size="small"
          disabled={!canKeep}
          title={canKeep ? undefined : t("models.cases.keepHint")}
          onClick={() => setNaming(true)}
        >
          {t("models.cases.keep")}
        </WriteButton>
        {all.length > 0 && (
          <WriteButton size="small" loading={running} onClick={() => void runAll()}>
            {t("models.cases.runAll")}
          </WriteButton>
        )}
      </header>
      {all.length === 0 ? (
        <p className="hint">{t("models.cases.none")}</p>
      ) : (
        <ul>
          {all.map((one) => {
            const result = current.find((made) => made.case.id === one.id);
            return (
              <li key={one.id}>
                <div className={css["case"]}>
                  <StateSign
                    sign={result === undefined ? "never" : result.passed ? "ok" : "error"}
                  />
                  <span>{one.name}</span>
                  {result && (
                    <span className="hint">
                      {t(result.passed ? "models.cases.passed" : "models.cases.failed")}
                    </span>
                  )}
                  <span className={css["grow"]} />
                  {result && !result.passed && result.outcome.ok && (
                    <WriteButton type="link" size="small" onClick={() => accept(result)}>
                      {t("models.cases.accept")}
                    </WriteButton>
                  )}
                  <WriteButton type="link" size="small" onClick={() => void remove(one)}>
                    {t("common.delete")}
                  </WriteButton>
                </div>
                {result && !result.passed && <CaseDifference result={result} />}
              </li>
            );
          })}
        </ul>
      )}
      {naming && (
        <NameDialog busy={writes.create.isPending} onClose={() => setNaming(false)} onName={keep} />
      )}
    </section>
  );
}

type NameProps = { busy: boolean; onClose: () => void; onName: (name: string) => void };

function NameDialog({ busy, onClose, onName }: NameProps) {
  const { t } = useTranslation();
  const id = useId();
  const [name, setName] = useState("");
  const input = useFirstFocus<InputRef>();
  const ready = name.trim() !== "";
  const close = useAskToClose(ready && !busy, onClose);
  return (
    <Modal
      open
      width={420}
      title={t("models.cases.keep")}
      okText={t("models.cases.keepVerb")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !ready, loading: busy }}
      mask={{ closable: false }}
      onCancel={close}
      onOk={() => onName(name.trim())}
    >
      <p className="hint">{t("models.cases.keepText")}</p>
      <label htmlFor={id}>{t("models.name")}</label>
      <Input
        id={id}
        ref={input}
        maxLength={255}
        value={name}
        onChange={(event) => setName(event.target.value)}
        onPressEnter={(event) => {
          if (!isComposing(event.nativeEvent) && ready) onName(name.trim());
        }}
      />
    </Modal>
  );
}
