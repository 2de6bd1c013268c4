import { CaretRightOutlined } from "@ant-design/icons";
import { lazy, Suspense, useEffect, useEffectEvent, useMemo, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useCommand } from "../../../state/commands/commands";
import { keyLabel } from "../../../state/commands/keys";
import { loadPart } from "../../../lib/code-part";
import { WriteButton } from "../../actions/WriteButton";
import type { EditorHandle } from "../../code/CodeEditor";
import type { Vocabulary } from "../../code/completion";
import type { Mark } from "../../code/diagnostics";
import type { Wrapper } from "../../code/wrapper";
import css from "../Models.module.css";

const CodeEditor = lazy(async () => ({
  default: (await loadPart(() => import("../../code/CodeEditor"))).CodeEditor,
}));

export type GoTo = (line: number, column: number | null) => void;

type Props = {
  /** The model's name. */
  name: string;
  source: string;
  onSource: (source: string) => void;
  readOnly: boolean;
  wrapper: Wrapper;
  vocabulary: Vocabulary;
  marks: readonly Mark[];
  running: boolean;
  onRun: () => void;
  /** A place to show, from the log. */
  wanted?: Mark | null;
  onShown?: () => void;
  /** Input and result of the test. */
  children: (goTo: GoTo) => ReactNode;
};

/** The script at the left, its test at the right. */
export function ScriptPane(props: Props) {
  const { wanted = null, marks, onRun } = props;
  const { t } = useTranslation();
  const editor = useRef<EditorHandle>(null);
  const goTo: GoTo = (line, column) => editor.current?.goTo(line, column);
  useCommand({
    id: "run-script",
    title: t("models.run"),
    keys: "Ctrl+Enter",
    writes: true,
    run: onRun,
  });

  const shown = useMemo(() => (wanted ? [wanted] : marks), [wanted, marks]);
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
            value={props.source}
            onChange={(source) => {
              if (wanted) props.onShown?.();
              props.onSource(source);
            }}
            language="javascript"
            label={t("models.editor", { name: props.name })}
            readOnly={props.readOnly}
            wrapper={props.wrapper}
            vocabulary={props.vocabulary}
            marks={shown}
            handle={ready}
          />
        </Suspense>
        <p className={css["hint"]}>{t("models.keysHint")}</p>
      </div>
      <div className={css["test"]} data-unsaved>
        <header className={css["testHead"]}>
          <h2>{t("models.test")}</h2>
          <WriteButton
            type="primary"
            icon={<CaretRightOutlined />}
            loading={props.running}
            onClick={onRun}
          >
            {t("models.run")} <kbd className={css["key"]}>{keyLabel("Ctrl+Enter")}</kbd>
          </WriteButton>
        </header>
        {props.children(goTo)}
      </div>
    </div>
  );
}
