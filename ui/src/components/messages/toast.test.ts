import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import "../../app/language/i18n";
import { toastBlocked, toastDone, toastRefused, useToasts } from "./toast";

const texts = () => useToasts.getState().items.map(({ text }) => text);
const LONG_MS = 60_000;

describe("messages", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => {
    for (const { id } of useToasts.getState().items) useToasts.getState().remove(id);
    vi.useRealTimers();
  });

  it("go by themselves, unless something is not done", () => {
    toastDone("Saved");
    toastRefused("Not now");
    vi.advanceTimersByTime(LONG_MS);
    expect(texts()).toEqual(["Not now"]);
  });

  it("stay as long as somebody reads them, new ones too", () => {
    toastDone("Deleted");
    useToasts.getState().hold();
    toastDone("Saved");
    vi.advanceTimersByTime(LONG_MS);
    expect(texts()).toEqual(["Deleted", "Saved"]);
    useToasts.getState().release();
    vi.advanceTimersByTime(LONG_MS);
    expect(texts()).toEqual([]);
  });

  it("go again after the one that was read was closed", () => {
    toastDone("Read");
    toastDone("Beside it");
    useToasts.getState().hold();
    const [read] = useToasts.getState().items;
    useToasts.getState().remove(read?.id ?? 0);
    toastDone("Next");
    expect(texts()).toEqual(["Beside it", "Next"]);
    vi.advanceTimersByTime(LONG_MS);
    expect(texts()).toEqual([]);
  });

  it("go again after the one that was read made way for a newer one", () => {
    toastBlocked("Read");
    toastDone("Beside it");
    useToasts.getState().hold();
    toastBlocked("Again");
    expect(texts()).toEqual(["Beside it", "Again"]);
    vi.advanceTimersByTime(LONG_MS);
    expect(texts()).toEqual([]);

    toastDone("1");
    useToasts.getState().hold();
    for (const text of ["2", "3", "4", "5"]) toastDone(text);
    expect(texts()).toEqual(["2", "3", "4", "5"]);
    vi.advanceTimersByTime(LONG_MS);
    expect(texts()).toEqual([]);
  });
});
