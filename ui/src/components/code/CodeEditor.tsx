import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { javascript, javascriptLanguage } from "@codemirror/lang-javascript";
import { json } from "@codemirror/lang-json";
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  indentOnInput,
  indentUnit,
} from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import {
  Annotation,
  Compartment,
  EditorState,
  type ChangeSpec,
  type Extension,
} from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { useEffect, useEffectEvent, useImperativeHandle, useRef, type Ref } from "react";
import { useTranslation } from "react-i18next";

import { classes } from "../../lib/text";
import { editorTheme } from "../../theme/codemirror";
import css from "./CodeEditor.module.css";
import { completeFrom, type Vocabulary } from "./completion";
import { diagnosticsOf, positionOf, type Mark } from "./diagnostics";
import { chinesePhrases } from "./phrases";
import { wrapperLines, type Wrapper } from "./wrapper";

export type EditorHandle = { goTo: (line: number, column: number | null) => void };

type Props = {
  value: string;
  onChange?: (value: string) => void;
  language: "javascript" | "json";
  label: string;
  readOnly?: boolean;
  /** As tall as its content, without line numbers. */
  compact?: boolean;
  wrapper?: Wrapper;
  vocabulary?: Vocabulary;
  marks?: readonly Mark[];
  handle?: Ref<EditorHandle>;
};

const NO_MARKS: readonly Mark[] = [];

/** Ctrl Enter and Ctrl S belong to the page, not to the editor. */
const keys = [
  ...closeBracketsKeymap,
  ...defaultKeymap.filter((binding) => binding.key !== "Mod-Enter"),
  ...searchKeymap,
  ...historyKeymap,
  ...foldKeymap,
  ...completionKeymap,
  indentWithTab,
];

function languageOf(props: Props): Extension {
  if (props.language === "json") return json();
  return [
    javascript(),
    props.vocabulary
      ? javascriptLanguage.data.of({ autocomplete: completeFrom(props.vocabulary) })
      : [],
  ];
}

function access(readOnly: boolean): Extension {
  // A read-only text stays focusable: it can be searched, folded and copied by keyboard.
  return EditorState.readOnly.of(readOnly);
}

const linesOf = (text: string) => (text === "" ? [] : text.split("\n"));

/** Marks a change that the owner of the text made: telling it to the owner would be an edit. */
const fromOutside = Annotation.define<true>();

/** What makes one text of another, as little as possible, so that the cursor stays where it is. */
function difference(from: string, to: string): ChangeSpec {
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && from[start] === to[start]) start += 1;
  let end = 0;
  while (end < shorter - start && from.at(-1 - end) === to.at(-1 - end)) end += 1;
  return { from: start, to: from.length - end, insert: to.slice(start, to.length - end) };
}

/** A code editor; lazily loaded by whoever shows it. */
export function CodeEditor(props: Props) {
  const { value, readOnly = false, compact = false, wrapper, marks = NO_MARKS, label } = props;
  const { i18n } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const parts = useRef({ access: new Compartment(), wrapper: new Compartment() });
  const changed = useEffectEvent((text: string) => props.onChange?.(text));
  const chinese = i18n.language === "zh-CN";

  const create = useEffectEvent((parent: HTMLElement) => {
    const extensions: Extension[] = [
      compact ? [] : [lineNumbers(), highlightActiveLineGutter(), lintGutter()],
      codeFolding(),
      foldGutter(),
      history(),
      drawSelection(),
      EditorState.allowMultipleSelections.of(true),
      indentOnInput(),
      indentUnit.of("  "),
      bracketMatching(),
      closeBrackets(),
      autocompletion(),
      compact ? [] : highlightActiveLine(),
      highlightSelectionMatches(),
      search({ top: false }),
      keymap.of(keys),
      languageOf(props),
      editorTheme,
      chinese ? EditorState.phrases.of(chinesePhrases) : [],
      compact ? EditorView.lineWrapping : [],
      EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false" }),
      parts.current.access.of(access(readOnly)),
      parts.current.wrapper.of(wrapper ? wrapperLines(wrapper) : []),
      EditorView.updateListener.of((update) => {
        const given = update.transactions.some((one) => one.annotation(fromOutside) === true);
        if (update.docChanged && !given) changed(update.state.doc.toString());
      }),
    ];
    return new EditorView({ parent, state: EditorState.create({ doc: value, extensions }) });
  });

  useEffect(() => {
    if (!box.current) return;
    const made = create(box.current);
    view.current = made;
    return () => {
      made.destroy();
      view.current = null;
    };
  }, [chinese, props.language, label, compact]);

  // A text from outside (another object, discard) replaces what is there.
  useEffect(() => {
    const now = view.current;
    if (!now || now.state.doc.toString() === value) return;
    now.dispatch({
      changes: difference(now.state.doc.toString(), value),
      annotations: fromOutside.of(true),
    });
  }, [value]);

  useEffect(() => {
    view.current?.dispatch({ effects: parts.current.access.reconfigure(access(readOnly)) });
  }, [readOnly]);

  const before = wrapper?.before.join("\n");
  const after = wrapper?.after.join("\n");
  useEffect(() => {
    const around =
      before === undefined || after === undefined
        ? []
        : wrapperLines({ before: linesOf(before), after: linesOf(after) });
    view.current?.dispatch({ effects: parts.current.wrapper.reconfigure(around) });
  }, [before, after]);

  useEffect(() => {
    const now = view.current;
    if (now) now.dispatch(setDiagnostics(now.state, diagnosticsOf(now.state.doc, marks)));
  }, [marks]);

  useImperativeHandle(
    props.handle,
    () => ({
      goTo(line, column) {
        const now = view.current;
        if (!now) return;
        const at = positionOf(now.state.doc, line, column);
        now.dispatch({
          selection: { anchor: at },
          effects: EditorView.scrollIntoView(at, { y: "center" }),
        });
        now.focus();
      },
    }),
    [],
  );

  return <div ref={box} className={classes(css["editor"], compact && css["compact"])} />;
}
