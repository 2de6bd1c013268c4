import { StateField, type EditorState, type Extension } from "@codemirror/state";
import { Decoration, EditorView, WidgetType, type DecorationSet } from "@codemirror/view";

/** Lines around the author's text that the instance adds: shown, not editable, not numbered. */
export type Wrapper = { before: readonly string[]; after: readonly string[] };

/** Whether the author wrote a function of this name. */
export const declares = (source: string, name: string) =>
  new RegExp(`\\bfunction\\s+${name}\\s*\\(|\\b${name}\\s*=`).test(source);

/** A bare body becomes a function; a function the author wrote is called. */
export function wrapped(source: string, name: string, inputs: string): Wrapper {
  return declares(source, name)
    ? { before: [], after: [`return ${name}(${inputs})`] }
    : { before: [`function ${name}(${inputs}) {`], after: ["}"] };
}

class Lines extends WidgetType {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super();
    this.lines = lines;
  }

  override eq(other: Lines): boolean {
    return this.lines.join("\n") === other.lines.join("\n");
  }

  override toDOM(): HTMLElement {
    const block = document.createElement("div");
    block.className = "tl-wrapper";
    block.textContent = this.lines.join("\n");
    return block;
  }
}

function around(state: EditorState, wrapper: Wrapper): DecorationSet {
  const block = (lines: readonly string[], at: number, side: number) =>
    lines.length === 0
      ? []
      : [Decoration.widget({ widget: new Lines(lines), block: true, side }).range(at)];
  return Decoration.set([
    ...block(wrapper.before, 0, -1),
    ...block(wrapper.after, state.doc.length, 1),
  ]);
}

export function wrapperLines(wrapper: Wrapper): Extension {
  return [
    StateField.define<DecorationSet>({
      create: (state) => around(state, wrapper),
      update: (shown, change) => (change.docChanged ? around(change.state, wrapper) : shown),
      provide: (field) => EditorView.decorations.from(field),
    }),
    EditorView.theme({
      ".tl-wrapper": {
        padding: "0 6px",
        color: "var(--text-3)",
        backgroundColor: "var(--bg-sunken)",
        whiteSpace: "pre-wrap",
        userSelect: "none",
      },
    }),
  ];
}
