import { useEffect, useEffectEvent, useRef, useState } from "react";

import { useMe } from "../../api/queries";
import { ownerOf } from "../../api/session-kept";
import { draftId, dropDraft, keepDraft, readDraft, type Kept } from "./store";

const PAUSE_MS = 300;

type Values = Record<string, unknown>;

/** Input of an earlier time that can be taken up again. */
export type Offer = {
  kept: Kept | null;
  /** Takes it up. */
  restore: () => void;
  /** Throws it away. */
  discard: () => void;
  /** Keeps the edits at once, for a form that is about to close. */
  flush: () => void;
};

type Options = {
  /** The record, as `device/70b3…`; null keeps nothing. */
  record: string | null;
  base: Values;
  edits: Values;
  restore: (kept: Kept) => void;
  /** Names that never reach the storage: keys, passwords. */
  secrets?: readonly string[] | undefined;
};

const NO_SECRETS: readonly string[] = [];

/** Keeps edits while they are unsaved and offers those that an earlier page left behind. */
export function useKept(options: Options): Offer {
  const { record, edits, base, secrets = NO_SECRETS } = options;
  const me = useMe().data;
  const id = record === null || !me ? null : draftId(ownerOf(me), record);
  const [offer, setOffer] = useState<{ id: string | null; kept: Kept | null }>({
    id: null,
    kept: null,
  });
  // Another record was opened: look for what was left of it, before its edits begin.
  if (offer.id !== id) setOffer({ id, kept: id === null ? null : readDraft(id) });

  const text = JSON.stringify([without(base, secrets), without(edits, secrets)]);
  const empty = text === "[{},{}]" || Object.keys(without(edits, secrets)).length === 0;
  const written = useRef<string | null>(null);
  const write = useEffectEvent(() => {
    if (id === null) return;
    if (!empty) {
      keepDraft(id, {
        at: Date.now(),
        base: without(base, secrets),
        edits: without(edits, secrets),
      });
      written.current = id;
    } else if (written.current === id) {
      dropDraft(id);
      written.current = null;
    }
  });
  useEffect(() => {
    // What was saved or discarded goes at once; typing is written when it pauses.
    if (empty) {
      write();
      return;
    }
    const timer = setTimeout(() => write(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [id, text, empty]);
  useEffect(() => {
    const flush = () => write();
    window.addEventListener("pagehide", flush);
    return () => window.removeEventListener("pagehide", flush);
  }, []);

  const kept = offer.id === id ? offer.kept : null;
  const close = () => setOffer({ id, kept: null });
  return {
    kept,
    restore() {
      if (kept) options.restore(kept);
      // Saved or discarded before it is written again, it has to go all the same.
      written.current = id;
      close();
    },
    discard() {
      if (id !== null) dropDraft(id);
      close();
    },
    flush() {
      if (id === null || empty) return;
      const now = { at: Date.now(), base: without(base, secrets), edits: without(edits, secrets) };
      keepDraft(id, now);
    },
  };
}

function without(values: Values, names: readonly string[]): Values {
  if (names.length === 0) return values;
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
}
