// The API as a program sees it, which the tests and the benchmark prepare their data with.

export type Call = (method: string, path: string, body?: unknown) => Promise<unknown>;

/** Asks the API as whom the token belongs to. */
export function caller(url: string, token: string): Call {
  return async (method, path, body) => {
    const isText = typeof body === "string";
    const answer = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined || isText ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${text}`);
    return text === "" ? null : JSON.parse(text);
  };
}
