import { describe, expect, it } from "vitest";

import {
  align,
  axisTimes,
  breaksOf,
  groupsOf,
  summaryOf,
  tracksOf,
  usualInterval,
  valueAt,
  type Sample,
} from "./series";

const MIN = 60_000;
const HOUR = 60 * MIN;

const temperature = { key: "t", label: "Temperature", unit: "℃" };
const humidity = { key: "h", label: "Humidity", unit: "%" };
const leak = { key: "leak", label: "Leak", unit: "" };
const state = { key: "state", label: "State", unit: "" };

const every = (step: number, count: number, from = 0): number[] =>
  Array.from({ length: count }, (_, at) => from + at * step);

describe("where a line breaks", () => {
  it("takes the median distance as the usual one", () => {
    expect(usualInterval([0, 10, 20, 30, 500])).toBe(10);
    expect(usualInterval([7])).toBeNull();
  });

  it("breaks in a hole of two hours and nowhere else", () => {
    const times = [...every(MIN, 30), ...every(MIN, 30, 30 * MIN + 2 * HOUR)];
    expect(breaksOf(times)).toEqual([30 * MIN]);
  });

  it("keeps the line over a late record of up to two and a half intervals", () => {
    expect(breaksOf([0, 10, 20, 45, 55])).toEqual([]);
    expect(breaksOf([0, 10, 20, 46, 56])).toHaveLength(1);
  });
});

describe("one time axis", () => {
  it("does not break a line where another field was recorded alone", () => {
    const samples: Sample[] = [
      { at: 0, values: { t: 1, h: 50 } },
      { at: 5, values: { h: 51 } },
      { at: 10, values: { t: 2, h: 52 } },
    ];
    const { x, ys } = align(tracksOf([temperature, humidity], samples));
    expect(x).toEqual([0, 5, 10]);
    expect(ys[0]).toEqual([1, undefined, 2]);
    expect(ys[1]).toEqual([50, 51, 52]);
  });

  it("puts a null into the hole of the field that has it", () => {
    const samples: Sample[] = [0, 10, 20, 100, 110].map((at) => ({ at, values: { t: at } }));
    const { x, ys } = align(tracksOf([temperature], samples));
    expect(x).toEqual([0, 10, 20, 30, 100, 110]);
    expect(ys[0]).toEqual([0, 10, 20, null, 100, 110]);
  });

  it("shows a recorded null as a break", () => {
    const samples: Sample[] = [1, null, 3].map((t, at) => ({ at, values: { t } }));
    expect(align(tracksOf([temperature], samples)).ys[0]).toEqual([1, null, 3]);
  });
});

describe("fields", () => {
  const samples: Sample[] = [
    { at: 0, values: { t: 20, h: 50, leak: false, state: "normal", raw: { a: 1 } } },
    { at: 10, values: { t: 21, h: 49, leak: true, state: "fault", raw: { a: 2 } } },
  ];
  const raw = { key: "raw", label: "Raw", unit: "" };

  it("draws numbers as lines, booleans and texts as steps, objects not at all", () => {
    const tracks = tracksOf([temperature, leak, state, raw], samples);
    expect(tracks.map(({ key, kind }) => [key, kind])).toEqual([
      ["t", "line"],
      ["leak", "step"],
      ["state", "step"],
    ]);
    expect(tracks[1]?.values).toEqual([0, 1]);
    expect(tracksOf([leak], samples, ["no", "yes"])[0]?.words).toEqual(["no", "yes"]);
    expect(tracks[2]?.words).toEqual(["fault", "normal"]);
    expect(tracks[2]?.values).toEqual([1, 0]);
  });

  it("puts numbers of one unit into one chart and every state into its own", () => {
    const dew = { key: "h", label: "Dew point", unit: "℃" };
    const groups = groupsOf(tracksOf([temperature, dew, leak, state], samples));
    expect(groups.map((group) => group.tracks.length)).toEqual([2, 1, 1]);
  });

  it("draws a number that is only 0 or 1 as a switch, and nothing without a unit together", () => {
    const relay = { key: "relay", label: "Relay", unit: "" };
    const level = { key: "level", label: "Level", unit: "" };
    const percent = { key: "percent", label: "Percent", unit: "%" };
    const values = [0, 1, 1].map((at) => ({
      at,
      values: { relay: at, level: at * 3, percent: at },
    }));
    const tracks = tracksOf([relay, level, percent], values);
    expect(tracks.map((track) => track.kind)).toEqual(["step", "line", "line"]);
    expect(tracks[0]?.words).toEqual(["0", "1"]);
    expect(groupsOf(tracks)).toHaveLength(3);
  });

  it("leaves out texts that are no states", () => {
    const many = Array.from({ length: 40 }, (_, at) => ({ at, values: { state: `id ${at}` } }));
    expect(tracksOf([state], many)).toEqual([]);
  });

  it("sums up the visible range", () => {
    const [track] = tracksOf(
      [temperature],
      every(10, 4).map((at) => ({ at, values: { t: at } })),
    );
    expect(track && summaryOf(track, 10, 20)).toEqual({ min: 10, avg: 15, max: 20, count: 2 });
    expect(track && summaryOf(track, 100, 200)).toBeNull();
    expect(track && valueAt(track, 25)).toBe(20);
    expect(track && valueAt(track, 39)).toBe(30);
    expect(track && valueAt(track, 90)).toBeNull();
    expect(track && valueAt(track, -1)).toBeNull();
  });
});

describe("the axis", () => {
  it("names the day once and then only times", () => {
    const start = Date.UTC(2026, 4, 1, 22);
    expect(axisTimes(every(HOUR, 4, start), HOUR, "utc")).toEqual([
      "22:00\n05-01",
      "23:00",
      "00:00\n05-02",
      "01:00",
    ]);
    expect(axisTimes([start], 24 * HOUR, "utc")).toEqual(["05-01"]);
    expect(axisTimes([start + 500], 1000, "utc")).toEqual(["22:00:00\n05-01"]);
  });
});
