import { createContext, useContext } from "react";

/** Fields, by their API name, that two people changed. */
export type Theirs = Record<string, { theirs: unknown; yours: unknown }>;

export const ConflictContext = createContext<Theirs>({});

export function useTheirs(api: string | undefined): Theirs[string] | undefined {
  const all = useContext(ConflictContext);
  return api === undefined ? undefined : all[api];
}

/** True when nothing was changed by two people. */
export const isClear = (theirs: Theirs) => Object.keys(theirs).length === 0;
