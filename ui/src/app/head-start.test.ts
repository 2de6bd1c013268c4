import { beforeEach, describe, expect, it, vi } from "vitest";

import { firstLists, queryAt } from "../api/first-lists";
import { keepStarted, takeStarted } from "../api/started";
import { firstView, listOf } from "./head-start";
import { pageAt } from "./pages";
import { PREFERENCES_KEY, storedLanguage } from "../state/language/stored-language";

const request = (path: string, method = "GET") =>
  new Request(new URL(path, "http://127.0.0.1"), { method });

describe("where the app was opened", () => {
  it("is the page whose path it begins with", () => {
    expect(pageAt("/maintenance/devices")).toBe("devices");
    expect(pageAt("/maintenance/devices/70b3d57ed0001234/rpc")).toBe("devices");
    expect(pageAt("/maintenance/devices-of-another-kind")).toBe("overview");
    expect(pageAt("/")).toBe("overview");
  });

  it("tells what its list is asked for", () => {
    const { page, search } = firstView("#/maintenance/devices/a?status=offline&sort=-name&add=");
    expect(page).toBe("devices");
    expect(queryAt(firstLists.devices, search)).toEqual({ status: "offline", sort: "-name" });
    expect(queryAt(firstLists.profiles, new URLSearchParams())).toEqual({ sort: "dev_eui" });
    expect(listOf("overview")).toBeNull();
  });
});

describe("an address that is none", () => {
  it.each(["#//", "#//elsewhere/?", "#///", "#http://[", "#?", ""])(
    "%s leads to the overview",
    (hash) => {
      expect(firstView(hash).page).toBe("overview");
    },
  );
});

describe("answers on their way", () => {
  it("are for the one request that asks the same, in any order of its parameters", async () => {
    keepStarted(request("/api/v1/devices?sort=eui&limit=200"), Promise.resolve(new Response("1")));
    expect(takeStarted(request("/api/v1/devices?sort=name&limit=200"))).toBeUndefined();
    expect(takeStarted(request("/api/v1/devices?limit=200&sort=eui", "POST"))).toBeUndefined();
    const taken = takeStarted(request("/api/v1/devices?limit=200&sort=eui"));
    expect(await (await taken)?.text()).toBe("1");
    expect(takeStarted(request("/api/v1/devices?limit=200&sort=eui"))).toBeUndefined();
  });

  it("are forgotten when nobody wants them", () => {
    vi.useFakeTimers();
    keepStarted(request("/api/v1/me"), Promise.reject(new Error("lost")));
    vi.advanceTimersByTime(10_000);
    expect(takeStarted(request("/api/v1/me"))).toBeUndefined();
    vi.useRealTimers();
  });
});

describe("the language before the preferences are read", () => {
  beforeEach(() => localStorage.removeItem(PREFERENCES_KEY));

  it("is the chosen one, else that of the system", () => {
    expect(storedLanguage()).toBe("en");
    localStorage.setItem(PREFERENCES_KEY, JSON.stringify({ state: { language: "zh-CN" } }));
    expect(storedLanguage()).toBe("zh-CN");
    localStorage.setItem(PREFERENCES_KEY, "no JSON");
    expect(storedLanguage()).toBe("en");
  });
});
