import { CaretRightOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { lazy, Suspense, useEffect, useEffectEvent, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { ThingModelDetail } from "../../api/types";
import { useCommand } from "../../app/commands";
import { keyLabel } from "../../app/shortcuts";
import type { EditorHandle } from "../../components/code/CodeEditor";
import type { Mark } from "../../components/code/diagnostics";
import { TestInput } from "./TestInput";
import { TestResult } from "./TestResult";
import css from "./ThingModels.module.css";
import type { ModelDraft } from "./use-model-draft";
import type { Trial } from "./use-trial";
import { thingModelVocabulary } from "./vocabulary";
import { wrapperOf } from "./wrapper";

const CodeEditor = lazy(async () => ({
  default: (await import("../../components/code/CodeEditor")).CodeEditor,
}));

type Props = {
  model: ThingModelDetail;
  draft: ModelDraft;
  trial: Trial;
  readOnly: boolean;
  /** A place to show, from the log. */
  wanted: Mark | null;
  onShown: () => void;
};

/** The script at the left, its test at the right. */
export function ScriptTab({ model, draft, trial, readOnly, wanted, onShown }: Props) {
  const { t } = useTranslation();
  const { payload_parser: source, payload_parser_type: type } = draft.values;
  const wrapper = useMemo(() => wrapperOf(source, type), [source, type]);
  const editor = useRef<EditorHandle>(null);
  const goTo = (line: number, column: number | null) => editor.current?.goTo(line, column);
  useCommand({
    id: "run-script",
    title: t("models.run"),
    keys: "Ctrl+Enter",
    run: trial.start,
  });

  const marks = useMemo(() => (wanted ? [wanted] : trial.marks), [wanted, trial.marks]);
  const show = useEffectEvent((mark: Mark) => goTo(mark.line, mark.column));
  const ready = (handle: EditorHandle | null) => {
    editor.current = handle;
    if (handle && wanted) handle.goTo(wanted.line, wanted.column);
  };
  useEffect(() => {
    if (wanted) show(wanted);
  }, [wanted]);

  return (
    <div className={css["script"]}>
      <div className={css["code"]}>
        <Suspense fallback={<div className={css["loading"]} aria-busy />}>
          <CodeEditor
            value={source}
            onChange={(payload_parser) => {
              if (wanted) onShown();
              draft.set({ payload_parser });
            }}
            language="javascript"
            label={t("models.editor", { name: model.name })}
            readOnly={readOnly}
            wrapper={wrapper}
            vocabulary={thingModelVocabulary}
            marks={marks}
            handle={ready}
          />
        </Suspense>
        <p className={css["hint"]}>{t("models.keysHint")}</p>
      </div>
      <div className={css["test"]}>
        <header className={css["testHead"]}>
          <h2>{t("models.test")}</h2>
          <Button
            type="primary"
            icon={<CaretRightOutlined />}
            loading={trial.running}
            onClick={trial.start}
          >
            {t("models.run")} <kbd className={css["key"]}>{keyLabel("Ctrl+Enter")}</kbd>
          </Button>
        </header>
        <TestInput trial={trial} />
        <TestResult trial={trial} draft={draft} readOnly={readOnly} onPlace={goTo} />
      </div>
    </div>
  );
}
