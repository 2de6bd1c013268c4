import { describe, expect, it } from "vitest";

import type { Finding } from "../../api/types";
import { i18next } from "../../state/language/i18n";
import { findingSign, findingText, framesOf } from "./words";

const finding = (code: string, more: Partial<Finding> = {}): Finding => ({
  code,
  severity: "cause",
  title: "The instance's title.",
  detail: "The instance's detail.",
  next_step: "The instance's step.",
  actions: [],
  params: {},
  frames: [],
  count: 0,
  first: null,
  last: null,
  ...more,
});

const text = (found: Finding) =>
  findingText(
    found,
    i18next.t,
    (at) => `at ${at}`,
    (at) => `${at} ago`,
  );

describe("the words of a finding", () => {
  it("name what was found, with its numbers", () => {
    expect(text(finding("heard", { params: { at: "12 s" } })).title).toBe(
      "Heard 12 s ago; everything is fine",
    );
    const params = { freq: "903900000", data_rate: "SF7BW125", standard: "EU868" };
    expect(text(finding("outside_band", { params })).detail).toMatch(/903\.900.MHz.*EU868/);
    const near = { dev_eui: "70b3", digits: "1", key_fits: "true" };
    expect(text(finding("dev_eui_near", { params: near })).detail).toContain("has the AppKey");
  });

  it("say what helps by what the gateway said", () => {
    const late = text(finding("join_accept_refused", { params: { error: "TOO_LATE" } }));
    expect(late.next).toContain("too late");
    const strange = text(finding("join_accept_refused", { params: { error: "SOMETHING" } }));
    expect(strange.next).toContain("log");
  });

  it("are the instance's own for a refusal and for a code of a newer one", () => {
    expect(text(finding("join_mic_failed")).detail).toBe("The instance's detail.");
    expect(text(finding("of_tomorrow"))).toEqual({
      title: "The instance's title.",
      detail: "The instance's detail.",
      next: "The instance's step.",
    });
  });
});

it("the frames of a finding are the device's, or the stranger's", () => {
  const of = (code: string, params = {}) => framesOf(finding(code, { params }), "a1");
  expect(of("replay")).toEqual({ dev_eui: "a1", verdict: "replay" });
  expect(of("app_key_reversed")).toEqual({ dev_eui: "a1", verdict: "join_mic_failed" });
  expect(of("waiting", { code: "mic_failed" })).toEqual({ dev_eui: "a1", verdict: "mic_failed" });
  expect(of("join_accept_refused")).toEqual({ dev_eui: "a1", q: "join" });
  expect(of("dev_eui_near", { dev_eui: "a2" })).toEqual({ dev_eui: "a2" });
  expect(of("dev_addr_near", { dev_addr: "26" })).toEqual({ dev_addr: "26" });
});

it("silence is no fault", () => {
  expect(findingSign(finding("silent", { severity: "hint" }))).toBe("offline");
  expect(findingSign(finding("mic_failed"))).toBe("error");
});
