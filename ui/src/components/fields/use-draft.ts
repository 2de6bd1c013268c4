import { useMemo, useState } from "react";

/** Edits on top of what is stored: only what differs is kept and sent. */
export type Draft<Values extends object> = {
  values: Values;
  changed: Partial<Values>;
  changes: number;
  set: (change: Partial<Values>) => void;
  reset: () => void;
};

function same(first: unknown, second: unknown): boolean {
  return first === second || JSON.stringify(first) === JSON.stringify(second);
}

/** `identity` names the object: another one starts without edits. */
export function useDraft<Values extends object>(stored: Values, identity: string): Draft<Values> {
  const [edits, setEdits] = useState<{ identity: string; values: Partial<Values> }>({
    identity,
    values: {},
  });
  const mine = edits.identity === identity ? edits.values : null;
  return useMemo(() => {
    const current: Partial<Values> = mine ?? {};
    const changed: Partial<Values> = {};
    for (const name of Object.keys(current) as (keyof Values)[]) {
      if (!same(current[name], stored[name])) changed[name] = current[name] as Values[keyof Values];
    }
    return {
      values: { ...stored, ...changed },
      changed,
      changes: Object.keys(changed).length,
      set: (change) =>
        setEdits((now) => ({
          identity,
          values: now.identity === identity ? { ...now.values, ...change } : change,
        })),
      reset: () => setEdits({ identity, values: {} }),
    };
  }, [stored, mine, identity]);
}
