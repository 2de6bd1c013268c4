// What differs between two texts, line by line. Pure.

type DiffLine = {
  /** In both, only in the old text, only in the new one. */
  kind: "same" | "old" | "new";
  text: string;
  /** From 1; null where the line is not. */
  oldLine: number | null;
  newLine: number | null;
};

/** Beyond this many comparisons a changed part is shown as replaced as a whole. */
const COMPARISONS = 4_000_000;

/** The shortest list of kept, removed and added lines. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const old = before.split("\n");
  const now = after.split("\n");
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (
    end < old.length - start &&
    end < now.length - start &&
    old[old.length - 1 - end] === now[now.length - 1 - end]
  ) {
    end += 1;
  }
  const lines: DiffLine[] = [];
  const keep = (at: number, nth: number) =>
    lines.push({ kind: "same", text: old[at] ?? "", oldLine: at + 1, newLine: nth + 1 });
  for (let at = 0; at < start; at += 1) keep(at, at);
  const middleOld = old.slice(start, old.length - end);
  const middleNow = now.slice(start, now.length - end);
  for (const [kind, at] of middle(middleOld, middleNow)) {
    if (kind === "same") keep(start + at[0], start + at[1]);
    else if (kind === "old") {
      const line = start + at[0];
      lines.push({ kind, text: old[line] ?? "", oldLine: line + 1, newLine: null });
    } else {
      const line = start + at[1];
      lines.push({ kind, text: now[line] ?? "", oldLine: null, newLine: line + 1 });
    }
  }
  for (let at = 0; at < end; at += 1) keep(old.length - end + at, now.length - end + at);
  return lines;
}

type Edit = readonly [DiffLine["kind"], readonly [number, number]];

/** By the longest common subsequence of lines. */
function middle(old: readonly string[], now: readonly string[]): Edit[] {
  if (old.length * now.length > COMPARISONS) {
    return [
      ...old.map((_, at): Edit => ["old", [at, 0]]),
      ...now.map((_, at): Edit => ["new", [0, at]]),
    ];
  }
  const width = now.length + 1;
  const longest = new Uint32Array((old.length + 1) * width);
  const at = (row: number, column: number) => longest[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = now.length - 1; column >= 0; column -= 1) {
      longest[row * width + column] =
        old[row] === now[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const edits: Edit[] = [];
  let [row, column] = [0, 0];
  while (row < old.length || column < now.length) {
    const both = row < old.length && column < now.length;
    if (both && old[row] === now[column]) {
      edits.push(["same", [row, column]]);
      row += 1;
      column += 1;
    } else if (column >= now.length || (both && at(row + 1, column) >= at(row, column + 1))) {
      edits.push(["old", [row, column]]);
      row += 1;
    } else {
      edits.push(["new", [row, column]]);
      column += 1;
    }
  }
  return edits;
}

/** Places where unchanged lines are left out: only `around` of them stay at each change. */
export function hunks(lines: readonly DiffLine[], around = 3): (DiffLine | "gap")[] {
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - around), at + around + 1).some((line) => line.kind !== "same"),
  );
  const shown: (DiffLine | "gap")[] = [];
  lines.forEach((line, at) => {
    if (near[at]) shown.push(line);
    else if (shown.at(-1) !== "gap") shown.push("gap");
  });
  return shown;
}
