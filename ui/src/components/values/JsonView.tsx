import { lazy, Suspense } from "react";

import { loadPart } from "../../lib/code-part";
import { CopyButton } from "../actions/CopyButton";
import css from "./JsonView.module.css";

const CodeEditor = lazy(async () => ({
  default: (await loadPart(() => import("../code/CodeEditor"))).CodeEditor,
}));

type Props = { value: unknown; label: string };

/** JSON to read: folding, search with Ctrl F, copy. */
export function JsonView({ value, label }: Props) {
  const text = JSON.stringify(value, null, 2);
  return (
    <section className={css["view"]} aria-label={label}>
      <header className={css["head"]}>
        <h4>{label}</h4>
        <CopyButton text={text} />
      </header>
      <Suspense fallback={<pre className={css["plain"]}>{text}</pre>}>
        <CodeEditor value={text} language="json" label={label} readOnly compact />
      </Suspense>
    </section>
  );
}
