// Keeps the system from being flooded: of each kind one notification in a while, the rest together
// in the next one. Pure but for the timer it is given.

export type Shown = { title: string; body: string; to: string; key: string };
/** `key`: the same thing told twice is told once. */
type Told = Shown & { kind: string };

type Options = {
  everyMs: number;
  now: () => number;
  later: (run: () => void, ms: number) => void;
  show: (notice: Shown) => void;
  /** Several in one. */
  together: (notices: readonly Shown[]) => Shown;
};

type State = { at: number; seen: Set<string>; waiting: Shown[] };

export function createGate({ everyMs, now, later, show, together }: Options) {
  const kinds = new Map<string, State>();

  function open(state: State): void {
    const { waiting } = state;
    state.seen.clear();
    state.waiting = [];
    const [first] = waiting;
    if (first === undefined) return;
    state.at = now();
    show(waiting.length === 1 ? first : together(waiting));
    later(() => open(state), everyMs);
  }

  return ({ kind, ...notice }: Told): void => {
    const { key } = notice;
    const state = kinds.get(kind) ?? { at: Number.NEGATIVE_INFINITY, seen: new Set(), waiting: [] };
    kinds.set(kind, state);
    const isQuiet = now() - state.at >= everyMs;
    if (isQuiet) state.seen.clear();
    if (state.seen.has(key)) return;
    state.seen.add(key);
    if (!isQuiet) {
      state.waiting.push(notice);
      return;
    }
    state.at = now();
    show(notice);
    later(() => open(state), everyMs);
  };
}
