import { render, waitFor } from "@testing-library/react";
import { useLayoutEffect } from "react";
import { createHashRouter, RouterProvider, useNavigate } from "react-router";
import { beforeEach, expect, it } from "vitest";

import { Redirect } from "./Redirect";

/** Somebody who presses a key before the page that leads on has settled. */
function Hurried({ to }: { to: string }) {
  const navigate = useNavigate();
  useLayoutEffect(() => {
    void navigate(to);
  }, [navigate, to]);
  return null;
}

function show(hurried: boolean) {
  const router = createHashRouter([
    {
      path: "/alarms",
      element: (
        <>
          <Redirect to="/alarms/active" />
          {hurried && <Hurried to="/gateways" />}
        </>
      ),
    },
    { path: "*", element: null },
  ]);
  render(<RouterProvider router={router} />);
  return router;
}

beforeEach(() => {
  window.location.hash = "#/alarms";
});

it("leads on, and leaves no way back to the address that leads on", async () => {
  const before = window.history.length;
  const router = show(false);
  await waitFor(() => expect(window.location.hash).toBe("#/alarms/active"));
  expect(window.history.length).toBe(before);
  router.dispose();
});

it("does not bring back who has left for elsewhere", async () => {
  const router = show(true);
  await waitFor(() => expect(router.state.location.pathname).toBe("/gateways"));
  expect(window.location.hash).toBe("#/gateways");
  router.dispose();
});
