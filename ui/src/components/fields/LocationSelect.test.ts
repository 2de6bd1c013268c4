import { expect, it } from "vitest";

import type { Location } from "../../api/types";
import { outside } from "./LocationSelect";

const place = (id: string, parent_id: string | null) => ({ id, parent_id }) as Location;

it("no place is offered to itself or to what is in it", () => {
  const all = [place("1", null), place("2", "1"), place("3", "2"), place("4", null)];
  expect(outside(all, "2").map(({ id }) => id)).toEqual(["1", "4"]);
  expect(outside(all, undefined)).toHaveLength(4);
});
