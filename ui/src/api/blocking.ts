import { toProblem, type Problem } from "./problem";

/**
 * The error that takes the place of content: there is none to show, or the record is gone. A refetch
 * that fails while the connection is lost leaves what is shown, and what is typed, where it is.
 */
export function blocking(query: { error: unknown; data: unknown }): Problem | null {
  if (!query.error) return null;
  const problem = toProblem(query.error);
  const gone = problem.status === 404 || problem.status === 403;
  return query.data === undefined || gone ? problem : null;
}
