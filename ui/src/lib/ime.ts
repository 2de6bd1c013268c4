/**
 * True when the key belongs to the input method: an Enter that ends a composition never submits.
 * WebKit reports that one after the composition, as key 229.
 */
export const isComposing = (event: Pick<KeyboardEvent, "isComposing" | "keyCode">): boolean =>
  event.isComposing || event.keyCode === 229;
