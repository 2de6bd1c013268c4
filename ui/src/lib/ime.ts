// One guard for Enter everywhere: a key that ends an input-method composition never submits.

const GRACE_MS = 500;

type EnterGuard = {
  compositionEnded: () => void;
  /** True when this Enter belongs to the input method. */
  ignores: (event: { isComposing?: boolean; keyCode: number }) => boolean;
};

/** Some engines report the Enter that ends a composition as key 229 after `compositionend`, once. */
export function createEnterGuard(now: () => number = Date.now): EnterGuard {
  let endedAt = Number.NEGATIVE_INFINITY;
  return {
    compositionEnded() {
      endedAt = now();
    },
    ignores(event) {
      if (event.isComposing) return true;
      if (event.keyCode !== 229) return false;
      const late = now() - endedAt > GRACE_MS;
      endedAt = Number.NEGATIVE_INFINITY;
      return !late;
    },
  };
}

/** The guard for handlers that only see one event. */
export const isComposing = (event: { nativeEvent: { isComposing?: boolean } }) =>
  event.nativeEvent.isComposing === true;
