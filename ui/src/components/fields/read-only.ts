import { createContext, useContext } from "react";

/** Whether the form around can only be looked at. */
export const ReadOnlyContext = createContext(false);

export const useReadOnlyForm = (): boolean => useContext(ReadOnlyContext);
