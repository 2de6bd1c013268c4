import { create } from "zustand";

import { platform } from "../platform";

// The token of this browser session. The desktop window has none: its shell speaks for the local owner.

const KEY = "thinklink.token";

type Session = {
  token: string | null;
  /** True when the instance refused the token that was in use. */
  expired: boolean;
  signIn: (token: string, stay: boolean) => void;
  signOut: (expired?: boolean) => void;
};

function stored(): string | null {
  return sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY);
}

export const useSession = create<Session>()((set) => ({
  token: stored(),
  expired: false,
  signIn(token, stay) {
    (stay ? localStorage : sessionStorage).setItem(KEY, token);
    set({ token, expired: false });
  },
  signOut(expired = false) {
    sessionStorage.removeItem(KEY);
    localStorage.removeItem(KEY);
    set({ token: null, expired });
  },
}));

export const needsSignIn = (token: string | null) => platform.shell === null && token === null;
