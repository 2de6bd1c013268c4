import { expect, it } from "vitest";

import { targetOf } from "./target";

it("names what was ticked, or the filter and what was left out of it", () => {
  const query = { sort: "eui", q: "tank", status: "offline" };
  expect(targetOf({ kind: "keys", keys: new Set(["a"]) }, query)).toEqual({ euis: ["a"] });
  expect(targetOf({ kind: "matching", except: new Set() }, query)).toEqual({
    filter: { status: "offline" },
    q: "tank",
  });
  expect(targetOf({ kind: "matching", except: new Set(["b", "c"]) }, { sort: "eui" })).toEqual({
    filter: {},
    except: ["b", "c"],
  });
});
