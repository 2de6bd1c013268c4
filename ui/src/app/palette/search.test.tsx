import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { expect, test } from "vitest";

import { useObjectHits } from "./search";

const client = new QueryClient();
const inClient = ({ children }: { children: ReactNode }) => (
  <QueryClientProvider client={client}>{children}</QueryClientProvider>
);

test("nothing is said to be missing while what was typed is not looked for yet", () => {
  const hook = renderHook(({ typed }) => useObjectHits(typed, () => undefined), {
    wrapper: inClient,
    initialProps: { typed: "" },
  });
  expect(hook.result.current.busy).toBe(false);
  hook.rerender({ typed: "climate" });
  expect(hook.result.current.busy).toBe(true);
  hook.rerender({ typed: ">climate" });
  expect(hook.result.current.busy).toBe(false);
});
