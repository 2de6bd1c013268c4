import { useMemo, useState } from "react";

import type { Theirs } from "../drafts/conflict";
import { useKept, type Offer } from "../drafts/use-kept";
import { dropProblems } from "./use-problem";

/** Edits on top of what is stored: only what differs is kept and sent. */
export type Draft<Values extends object> = {
  values: Values;
  changed: Partial<Values>;
  changes: number;
  set: (change: Partial<Values>) => void;
  /** Takes all edits back, and what fields hold that they cannot take. */
  reset: () => void;
  /** Says what is being saved: when it comes back as stored, nobody else changed it. */
  sending: (sent: Partial<Values>) => void;
  /** Drops what was saved as it is, and keeps what was edited while it was. */
  settle: (saved: Partial<Values>) => void;
  /** Edited fields that somebody else changed meanwhile. */
  theirs: Theirs;
  /** The same against a newer state than the one that is shown. */
  against: (newer: Values) => Theirs;
  /** Says that the edits may replace what somebody else stored. */
  overwrite: () => void;
  /** Input that an earlier page left behind. */
  offer: Offer;
};

export function same(first: unknown, second: unknown): boolean {
  return first === second || JSON.stringify(first) === JSON.stringify(second);
}

type Edits<Values> = {
  identity: string;
  values: Partial<Values>;
  /** What was stored where the edits began. */
  base: Partial<Values>;
  /** What was sent to be saved last. */
  sent?: Partial<Values>;
};

type Options = {
  /** Keeps edits over a crash or restart under this name; absent: they end with the page. */
  record?: string | undefined;
  /** Fields that are never kept. */
  secrets?: readonly string[];
};

/** `identity` names the object: another one starts without edits. */
export function useDraft<Values extends object>(
  stored: Values,
  identity: string,
  { record, secrets }: Options = {},
): Draft<Values> {
  const none: Edits<Values> = { identity, values: {}, base: {} };
  const [edits, setEdits] = useState(none);
  const mine = edits.identity === identity ? edits : null;

  const state = useMemo(() => {
    const current: Partial<Values> = mine?.values ?? {};
    const base: Partial<Values> = mine?.base ?? {};
    const sent: Partial<Values> = mine?.sent ?? {};
    const changed: Partial<Values> = {};
    const changedBase: Partial<Values> = {};
    for (const name of Object.keys(current) as (keyof Values & string)[]) {
      if (same(current[name], stored[name])) continue;
      changed[name] = current[name] as Values[typeof name];
      changedBase[name] = base[name] as Values[typeof name];
    }
    const against = (newer: Values) => {
      const theirs: Theirs = {};
      for (const name of Object.keys(changed) as (keyof Values & string)[]) {
        const yours = changed[name];
        const ours = [base, changed, sent].some(
          (known) => name in known && same(known[name], newer[name]),
        );
        if (name in base && !ours) theirs[name] = { theirs: newer[name], yours };
      }
      return theirs;
    };
    return {
      values: { ...stored, ...changed },
      changed,
      changedBase,
      changes: Object.keys(changed).length,
      theirs: against(stored),
      against,
    };
  }, [stored, mine]);

  const offer = useKept({
    record: record ?? null,
    base: state.changedBase as Record<string, unknown>,
    edits: state.changed as Record<string, unknown>,
    secrets,
    restore: (kept) =>
      setEdits({
        identity,
        values: kept.edits as Partial<Values>,
        base: kept.base as Partial<Values>,
      }),
  });

  return {
    ...state,
    offer,
    set: (change) =>
      setEdits((now) => {
        const before = now.identity === identity ? now : none;
        const base = { ...before.base };
        for (const name of Object.keys(change) as (keyof Values)[]) {
          const edited = name in before.values && !same(before.values[name], stored[name]);
          if (!edited) base[name] = stored[name];
        }
        return { ...before, values: { ...before.values, ...change }, base };
      }),
    reset: () => {
      dropProblems();
      setEdits(none);
    },
    sending: (sent) => setEdits((now) => (now.identity === identity ? { ...now, sent } : now)),
    settle: (saved) =>
      setEdits((now) => {
        if (now.identity !== identity) return now;
        const values: Partial<Values> = {};
        const base: Partial<Values> = {};
        for (const name of Object.keys(now.values) as (keyof Values)[]) {
          // What was not sent keeps what it began from.
          const from = name in saved ? saved[name] : now.base[name];
          if (same(now.values[name], from)) continue;
          values[name] = now.values[name] as Values[typeof name];
          base[name] = from as Values[typeof name];
        }
        return { identity, values, base };
      }),
    overwrite: () =>
      setEdits((now) => {
        if (now.identity !== identity) return now;
        const base: Partial<Values> = {};
        for (const name of Object.keys(now.values) as (keyof Values)[]) base[name] = stored[name];
        return { ...now, base };
      }),
  };
}

/** Settles a draft once what was saved is on the page: until then the old values would show again. */
export function settleSoon<Values extends object>(
  draft: Pick<Draft<Values>, "settle">,
  saved: Partial<Values>,
): void {
  setTimeout(() => draft.settle(saved));
}
