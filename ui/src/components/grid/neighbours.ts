/** How to go to the row before and after the open one, in the order of the list. */
export function neighbours<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  openKey: string | undefined,
  open: (key: string) => void,
): { onPrevious: (() => void) | undefined; onNext: (() => void) | undefined } {
  const at = openKey === undefined ? -1 : rows.findIndex((row) => keyOf(row) === openKey);
  const before = at > 0 ? rows[at - 1] : undefined;
  const after = at >= 0 ? rows[at + 1] : undefined;
  return {
    onPrevious: before === undefined ? undefined : () => open(keyOf(before)),
    onNext: after === undefined ? undefined : () => open(keyOf(after)),
  };
}
