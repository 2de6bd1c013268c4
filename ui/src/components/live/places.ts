// Where words stand in a text. Pure.

/** Beginning and end of every occurrence, for texts whose lower case has the same length. */
export function placesOf(text: string, words: readonly string[]): [from: number, to: number][] {
  const lower = text.toLowerCase();
  if (lower.length !== text.length) return [];
  const found: [number, number][] = [];
  for (const word of new Set(words)) {
    if (word === "") continue;
    for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + word.length)) {
      found.push([at, at + word.length]);
    }
  }
  return found;
}
