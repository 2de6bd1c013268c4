import { expect, it } from "vitest";

import { useSession } from "./session";
import { keepForSession, keptForSession } from "./session-kept";

it("is there for its owner until the session ends", () => {
  keepForSession("target", "ann@demo", { euis: ["a"] });
  expect(keptForSession("target", "ann@demo")).toEqual({ euis: ["a"] });
  expect(keptForSession("target", "ann@lab")).toBeNull();
  expect(keptForSession("other", "ann@demo")).toBeNull();
  useSession.getState().signOut();
  expect(keptForSession("target", "ann@demo")).toBeNull();

  keepForSession("target", "ann@demo", { euis: ["a"] });
  useSession.getState().signIn("token", false);
  expect(keptForSession("target", "ann@demo")).toBeNull();
  useSession.getState().signOut();
});
