/** Ascending first, then descending, then ascending again. */
export function nextSort(now: string, name: string): string {
  return now === name ? `-${name}` : name;
}
