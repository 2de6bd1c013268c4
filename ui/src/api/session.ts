import { create } from "zustand";

import { platform } from "../platform";
import { dropKept } from "./session-kept";
import { dropToken, storedToken, storeToken } from "./token";

type Session = {
  token: string | null;
  /** True when the instance refused the token that was in use. */
  expired: boolean;
  signIn: (token: string, stay: boolean) => void;
  signOut: (expired?: boolean) => void;
};

export const useSession = create<Session>()((set) => ({
  token: storedToken(),
  expired: false,
  signIn(token, stay) {
    dropKept();
    storeToken(token, stay);
    set({ token, expired: false });
  },
  signOut(expired = false) {
    dropKept();
    dropToken();
    set({ token: null, expired });
  },
}));

export const needsSignIn = (token: string | null) => platform.shell === null && token === null;
