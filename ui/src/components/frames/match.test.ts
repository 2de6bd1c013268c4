import { describe, expect, it } from "vitest";

import type { Frame, Message } from "../../api/types";
import { matchesFrame, matchesMessage } from "./match";

const frame = {
  at: "2026-05-01T10:00:00.000Z",
  gateway: "5a53012501030099",
  direction: "up",
  kind: "unconfirmed_up",
  f_port: 11,
  ack: false,
  dev_addr: "260b1003",
  dev_eui: "70b3d57ed0001234",
  verdict: "accepted",
} as Frame;

const message = {
  at: "2026-05-01T10:00:00.000Z",
  eui: "70b3d57ed0001234",
  direction: "up",
  kind: "data",
  f_port: 11,
  payload: "21070300",
  content: { userdata: { port: 11 }, if: "loraWAN" },
  parse: [{ thing_model_id: "1", id_name: "mt_ks52", ok: true, error: null, error_said: null }],
} as unknown as Message;

describe("filters on frames that arrive", () => {
  it("lets everything through without a filter", () => {
    expect(matchesFrame({}, frame)).toBe(true);
  });

  it("finds EUIs and addresses in any spelling", () => {
    for (const q of ["70B3-D57E D000:1234", "d0001234", "260B1003", "5A53", "１２３４"]) {
      expect(matchesFrame({ q }, frame), q).toBe(true);
    }
    expect(matchesFrame({ q: "ffff" }, frame)).toBe(false);
  });

  it("finds the verdict and the kind", () => {
    expect(matchesFrame({ q: "accep" }, frame)).toBe(true);
    expect(matchesFrame({ q: "unconfirmed" }, frame)).toBe(true);
    expect(matchesFrame({ q: "mic" }, frame)).toBe(false);
  });

  it("needs every filter that is set", () => {
    expect(matchesFrame({ direction: "up", verdict: "accepted" }, frame)).toBe(true);
    expect(matchesFrame({ direction: "down", verdict: "accepted" }, frame)).toBe(false);
    expect(matchesFrame({ gateway: "other" }, frame)).toBe(false);
  });

  it("tells types, ports and acknowledgements apart", () => {
    expect(matchesFrame({ kind: "unconfirmed_up", f_port: "11", ack: "false" }, frame)).toBe(true);
    expect(matchesFrame({ kind: "join_request,unconfirmed_up" }, frame)).toBe(true);
    expect(matchesFrame({ kind: "confirmed_up" }, frame)).toBe(false);
    expect(matchesFrame({ f_port: "1" }, frame)).toBe(false);
    expect(matchesFrame({ f_port: "0" }, { ...frame, f_port: null })).toBe(false);
    expect(matchesFrame({ ack: "true" }, frame)).toBe(false);
  });

  it("does not match frames without an EUI by an empty search", () => {
    expect(matchesFrame({ q: "::" }, { ...frame, dev_eui: null })).toBe(false);
  });
});

describe("filters on messages that arrive", () => {
  it("looks into payload and content", () => {
    expect(matchesMessage({ q: "21 07 03" }, message)).toBe(true);
    expect(matchesMessage({ q: "lorawan" }, message)).toBe(true);
    expect(matchesMessage({ q: "nothing" }, message)).toBe(false);
  });

  it("tells types and ports apart", () => {
    expect(matchesMessage({ kind: "data", f_port: "11" }, message)).toBe(true);
    expect(matchesMessage({ kind: "ackTx" }, message)).toBe(false);
    expect(matchesMessage({ f_port: "12" }, message)).toBe(false);
  });

  it("matches by the thing model that parsed it", () => {
    expect(matchesMessage({ thing_model: "1" }, message)).toBe(true);
    expect(matchesMessage({ thing_model: "2" }, message)).toBe(false);
  });
});

it("a period includes its beginning and not its end", () => {
  const { at } = frame;
  expect(matchesFrame({ from: at }, frame)).toBe(true);
  expect(matchesFrame({ to: at }, frame)).toBe(false);
  expect(matchesMessage({ from: at }, message)).toBe(true);
  expect(matchesMessage({ from: at, to: at }, message)).toBe(false);
});
