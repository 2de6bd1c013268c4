import { useCallback, useMemo, useState } from "react";

/** Which rows are meant: some keys, or everything that matches the filter except a few. */
export type Selection =
  { kind: "keys"; keys: ReadonlySet<string> } | { kind: "matching"; except: ReadonlySet<string> };

const NONE: Selection = { kind: "keys", keys: new Set() };

export function isSelected(selection: Selection, key: string): boolean {
  return selection.kind === "keys" ? selection.keys.has(key) : !selection.except.has(key);
}

export function selectionSize(selection: Selection, total: number): number {
  return selection.kind === "keys"
    ? selection.keys.size
    : Math.max(0, total - selection.except.size);
}

/** The same while the total may not be known; undefined while nobody can say. */
export function knownSize(selection: Selection, total: number | undefined): number | undefined {
  if (total === undefined && selection.kind === "matching") return undefined;
  return selectionSize(selection, total ?? 0);
}

/** Adds or removes keys. */
export function setSelected(selection: Selection, keys: Iterable<string>, on: boolean): Selection {
  const listed = new Set(selection.kind === "keys" ? selection.keys : selection.except);
  const adds = selection.kind === "keys" ? on : !on;
  for (const key of keys) {
    if (adds) listed.add(key);
    else listed.delete(key);
  }
  return selection.kind === "keys"
    ? { kind: "keys", keys: listed }
    : { kind: "matching", except: listed };
}

export type SelectionModel = {
  selection: Selection;
  toggle: (key: string) => void;
  setMany: (keys: Iterable<string>, on: boolean) => void;
  selectMatching: () => void;
  clear: () => void;
  restore: (selection: Selection) => void;
};

/** The selection of one grid. It survives scrolling, sorting and the panel. */
export function useSelection(): SelectionModel {
  const [selection, setSelection] = useState<Selection>(NONE);
  const toggle = useCallback(
    (key: string) => setSelection((now) => setSelected(now, [key], !isSelected(now, key))),
    [],
  );
  const setMany = useCallback(
    (keys: Iterable<string>, on: boolean) => setSelection((now) => setSelected(now, keys, on)),
    [],
  );
  const selectMatching = useCallback(
    () => setSelection({ kind: "matching", except: new Set() }),
    [],
  );
  const clear = useCallback(() => setSelection(NONE), []);
  return useMemo(
    () => ({ selection, toggle, setMany, selectMatching, clear, restore: setSelection }),
    [selection, toggle, setMany, selectMatching, clear],
  );
}
