import { toProblem, type Problem } from "../../api/problem";

export type BulkResult = { done: string[]; failed: { key: string; problem: Problem }[] };

const AT_ONCE = 4;

/** Does one thing to many objects; one failure neither hides nor stops the others. */
export async function forEachKey(
  keys: readonly string[],
  act: (key: string) => Promise<unknown>,
): Promise<BulkResult> {
  const result: BulkResult = { done: [], failed: [] };
  const waiting = [...keys];
  async function work(): Promise<void> {
    for (let key = waiting.shift(); key !== undefined; key = waiting.shift()) {
      try {
        await act(key);
        result.done.push(key);
      } catch (error) {
        result.failed.push({ key, problem: toProblem(error) });
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return result;
}
