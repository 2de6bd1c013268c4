// Where the token of this browser session is kept. The desktop window has none: its shell speaks for
// the local owner.

const KEY = "thinklink.token";

export function storedToken(): string | null {
  return sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY);
}

/** `stay`: also after the browser was closed. */
export function storeToken(token: string, stay: boolean): void {
  (stay ? localStorage : sessionStorage).setItem(KEY, token);
}

export function dropToken(): void {
  sessionStorage.removeItem(KEY);
  localStorage.removeItem(KEY);
}
