import { expect, test } from "vitest";

import type { Location } from "../../api/types";
import { checkLocation, inputOf, isUsed, newLocation } from "./location-values";

const t = ((key: string) => key) as unknown as Parameters<typeof checkLocation>[0];

const place = (id: string, parent_id: string | null): Location =>
  ({ id, parent_id, children: 0, devices: 0, gateways: 0, device_templates: 0 }) as Location;

test("a location needs a code, a name and a whole position or none", () => {
  const bad = (change: object) =>
    Object.keys(
      checkLocation(t, { ...newLocation(null), code: "HQ", name: "Head office", ...change }),
    );
  expect(bad({})).toEqual([]);
  expect(bad({ code: " ", name: "" })).toEqual(["code", "name"]);
  expect(bad({ code: "a b" })).toEqual(["code"]);
  expect(bad({ code: "楼3-A.1" })).toEqual([]);
  expect(bad({ latitude: 48.5 })).toEqual(["longitude"]);
  expect(bad({ longitude: 0 })).toEqual(["latitude"]);
  expect(bad({ latitude: 0, longitude: 0 })).toEqual([]);
});

test("the place it is in is sent when it was chosen, also to take it away", () => {
  expect(inputOf({ name: "Floor" })).toEqual({ name: "Floor" });
  expect(inputOf({ parent: "7" })).toEqual({ parent_code: "7" });
  expect(inputOf({ parent: null })).toEqual({ parent_code: null });
});

test("whatever is at a location or in it keeps it", () => {
  expect(isUsed(place("1", null))).toBe(false);
  for (const what of ["children", "devices", "gateways", "device_templates"]) {
    expect(isUsed({ ...place("1", null), [what]: 1 })).toBe(true);
  }
});
