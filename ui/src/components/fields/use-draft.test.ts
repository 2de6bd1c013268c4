import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook } from "@testing-library/react";
import { createElement, type PropsWithChildren } from "react";
import { expect, it } from "vitest";

import { useDraft } from "./use-draft";

const client = new QueryClient({ defaultOptions: { queries: { enabled: false } } });
const wrapper = ({ children }: PropsWithChildren) =>
  createElement(QueryClientProvider, { client }, children);

it("keeps what was edited while something else was saved", () => {
  const stored = { name: "Before", script: "one" };
  const { result, rerender } = renderHook(({ values }) => useDraft(values, "model"), {
    initialProps: { values: stored },
    wrapper,
  });
  act(() => result.current.set({ name: "After" }));
  const sent = result.current.changed;
  act(() => result.current.set({ script: "two" }));
  rerender({ values: { ...stored, ...sent } });
  act(() => result.current.settle(sent));
  expect(result.current.changed).toEqual({ script: "two" });
  expect(result.current.theirs).toEqual({});
});

it("takes what it sent itself for nobody else's, when it is stored before the answer", () => {
  const stored = { name: "Before" };
  const { result, rerender } = renderHook(({ values }) => useDraft(values, "model"), {
    initialProps: { values: stored },
    wrapper,
  });
  act(() => result.current.set({ name: "After" }));
  const sent = result.current.changed;
  act(() => result.current.sending(sent));
  act(() => result.current.set({ name: "After that" }));
  rerender({ values: { ...stored, ...sent } });
  expect(result.current.theirs).toEqual({});
  rerender({ values: { name: "Theirs" } });
  expect(result.current.theirs).toEqual({ name: { theirs: "Theirs", yours: "After that" } });
});
