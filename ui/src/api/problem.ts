import type { ProblemDocument, Said } from "./types";

/** A problem document, or what the page itself has to say in its shape. */
type Described = Partial<Omit<ProblemDocument, "code">> & { status: number; code: string };

/** A bad field, what is wrong there, and what is known of that sentence. */
export type FieldProblem = { field: string; detail: string; said: Said | null };

/** A request that the instance refused or that did not reach it. Branch on `code`, show `detail`. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** What is known of that sentence. */
  readonly said: Said | null;
  readonly field: string | null;
  /** Every bad field with what is wrong there. */
  readonly fields: readonly FieldProblem[];
  readonly requestId: string | null;

  constructor(document: Described) {
    super(document.detail ?? document.title ?? document.code);
    this.name = "Problem";
    this.status = document.status;
    this.code = document.code;
    this.title = document.title ?? "";
    this.detail = document.detail ?? document.title ?? "";
    this.said = document.detail_said ?? null;
    this.field = document.field ?? null;
    this.fields = (document.errors ?? this.ownField()).map(({ field, detail, detail_said }) => ({
      field,
      detail,
      said: detail_said ?? null,
    }));
    this.requestId = document.request_id ?? null;
  }

  /** Of a collision there is one field only, of which the whole sentence is. */
  private ownField() {
    const { field, detail, said } = this;
    return field === null ? [] : [{ field, detail, detail_said: said }];
  }
}

/** The code of a request that got no answer. */
export const UNREACHABLE = "unreachable";
/** The code of an answer that is larger than the window takes. */
export const TOO_LARGE = "answer_too_large";

export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new Problem({ status: 0, code: "page_error", title: "", detail });
}

/** Reads the problem document of a failed answer; a body of any other shape still gives a Problem. */
export function problemFrom(status: number, body: unknown): Problem {
  const document =
    typeof body === "object" && body !== null ? (body as Partial<ProblemDocument>) : {};
  return new Problem({
    ...document,
    status,
    code: typeof document.code === "string" ? document.code : `http_${status}`,
    detail: document.detail ?? document.title ?? `HTTP ${status}`,
  });
}
