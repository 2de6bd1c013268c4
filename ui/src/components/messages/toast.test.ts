import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import "../../state/language/i18n";
import { toastBlocked, toastDone, toastRefused, useToasts } from "./toast";

const texts = () => useToasts.getState().items.map(({ text }) => text);
const idOf = (text: string) =>
  useToasts.getState().items.find((item) => item.text === text)?.id ?? 0;
const hold = (text: string, holder: "pointer" | "focus" = "pointer") =>
  useToasts.getState().hold(idOf(text), holder);
const release = (text: string, holder: "pointer" | "focus" = "pointer") =>
  useToasts.getState().release(idOf(text), holder);
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

  it("stay as long as somebody reads one, new ones too", () => {
    toastDone("Deleted");
    hold("Deleted");
    toastDone("Saved");
    vi.advanceTimersByTime(LONG_MS);
    expect(texts()).toEqual(["Deleted", "Saved"]);
    release("Deleted");
    vi.advanceTimersByTime(LONG_MS);
    expect(texts()).toEqual([]);
  });

  it("stay until neither the pointer nor the focus is at one", () => {
    toastDone("Pointed at");
    toastDone("Focused");
    hold("Pointed at", "pointer");
    hold("Focused", "focus");
    release("Pointed at", "pointer");
    // Left long ago, whichever was left last.
    release("Pointed at", "focus");
    vi.advanceTimersByTime(LONG_MS);
    expect(texts()).toEqual(["Pointed at", "Focused"]);
    release("Focused", "focus");
    vi.advanceTimersByTime(LONG_MS);
    expect(texts()).toEqual([]);
  });

  it("go again after the one that was read was closed", () => {
    toastDone("Read");
    toastDone("Beside it");
    hold("Read");
    useToasts.getState().remove(idOf("Read"));
    toastDone("Next");
    expect(texts()).toEqual(["Beside it", "Next"]);
    vi.advanceTimersByTime(LONG_MS);
    expect(texts()).toEqual([]);
  });

  it("go again after the one that was read made way for a newer one", () => {
    toastBlocked("Read");
    toastDone("Beside it");
    hold("Read");
    toastBlocked("Again");
    expect(texts()).toEqual(["Beside it", "Again"]);
    vi.advanceTimersByTime(LONG_MS);
    expect(texts()).toEqual([]);

    toastDone("1");
    hold("1");
    for (const text of ["2", "3", "4", "5"]) toastDone(text);
    expect(texts()).toEqual(["2", "3", "4", "5"]);
    vi.advanceTimersByTime(LONG_MS);
    expect(texts()).toEqual([]);
  });

  it("stay while one is read, whichever else is closed or makes way", () => {
    toastBlocked("Beside it");
    toastDone("Closed");
    toastDone("Read");
    hold("Read");
    toastBlocked("Again");
    useToasts.getState().remove(idOf("Closed"));
    vi.advanceTimersByTime(LONG_MS);
    expect(texts()).toEqual(["Read", "Again"]);
    for (const text of ["1", "2"]) toastDone(text);
    vi.advanceTimersByTime(LONG_MS);
    expect(texts()).toEqual(["Read", "Again", "1", "2"]);
    release("Read");
    vi.advanceTimersByTime(LONG_MS);
    expect(texts()).toEqual([]);
  });
});
