import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

// The code editor in our colours. CSS variables carry light and dark, so one theme does for both.

const view = EditorView.theme({
  "&": { color: "var(--text-1)", backgroundColor: "var(--bg-surface)", fontSize: "12px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    fontFamily: "var(--font-mono)",
    // Operators are shown as they are typed.
    fontVariantLigatures: "none",
    lineHeight: "20px",
  },
  ".cm-content": { caretColor: "var(--accent)", padding: "4px 0" },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  ".cm-gutters": {
    color: "var(--text-3)",
    backgroundColor: "var(--bg-sunken)",
    border: "none",
  },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": {
    backgroundColor: "color-mix(in srgb, var(--bg-hover) 60%, transparent)",
  },
  ".cm-activeLineGutter": { color: "var(--text-1)", backgroundColor: "transparent" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    { backgroundColor: "color-mix(in srgb, var(--accent) 28%, transparent)" },
  ".cm-content ::selection": { color: "inherit", backgroundColor: "transparent" },
  ".cm-selectionMatch": { backgroundColor: "color-mix(in srgb, var(--accent) 16%, transparent)" },
  ".cm-searchMatch": { backgroundColor: "color-mix(in srgb, var(--warning) 30%, transparent)" },
  ".cm-searchMatch-selected": { outline: "1px solid var(--warning)" },
  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "color-mix(in srgb, var(--success) 22%, transparent)",
  },
  ".cm-foldPlaceholder": {
    color: "var(--text-3)",
    backgroundColor: "var(--bg-sunken)",
    border: "1px solid var(--border-1)",
  },
  ".cm-tooltip": {
    color: "var(--text-1)",
    backgroundColor: "var(--bg-surface)",
    border: "1px solid var(--border-1)",
    borderRadius: "4px",
    boxShadow: "var(--shadow)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--font-mono)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    color: "var(--text-1)",
    backgroundColor: "var(--bg-selected)",
  },
  ".cm-completionDetail": { color: "var(--text-3)", fontStyle: "normal" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600" },
  ".cm-diagnostic": { fontFamily: "var(--font-sans)", padding: "4px 8px" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--danger)" },
  ".cm-panels": { color: "var(--text-1)", backgroundColor: "var(--bg-sunken)" },
  ".cm-panels-bottom": { borderTop: "1px solid var(--border-1)" },
  ".cm-panel.cm-search": { padding: "6px 8px", fontFamily: "var(--font-sans)" },
  ".cm-panel.cm-search label": { fontSize: "12px" },
  ".cm-textfield": {
    height: "24px",
    fontSize: "12px",
    color: "var(--text-1)",
    backgroundColor: "var(--bg-surface)",
    border: "1px solid var(--border-2)",
    borderRadius: "4px",
  },
  ".cm-button": {
    height: "24px",
    fontSize: "12px",
    color: "var(--text-1)",
    background: "var(--bg-surface)",
    border: "1px solid var(--border-2)",
    borderRadius: "4px",
  },
  ".cm-panel.cm-search [name=close]": { color: "var(--text-2)", fontSize: "16px" },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: "var(--asset)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--success)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--warning)" },
  { tag: [tags.comment], color: "var(--text-3)" },
  {
    tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.propertyName],
    color: "var(--accent)",
  },
  { tag: [tags.invalid], color: "var(--danger)" },
]);

export const editorTheme: Extension = [view, syntaxHighlighting(colours)];
