import { createHashRouter, Navigate, type RouteObject } from "react-router";

import { RouteError } from "./RouteError";
import { at } from "./routes-at";
import { Shell } from "./Shell";

/** Every page is its own chunk: the first route must not carry the others. */
const pages: RouteObject[] = [
  { index: true, element: <Navigate to={at.overview} replace /> },
  {
    path: "overview",
    lazy: async () => ({
      Component: (await import("../features/overview/OverviewPage")).OverviewPage,
    }),
  },
  {
    path: "data/application/:model?/:eui?",
    lazy: async () => ({
      Component: (await import("../features/data/ApplicationDataPage")).ApplicationDataPage,
    }),
  },
  {
    path: "data/network/:view?/:id?",
    lazy: async () => ({
      Component: (await import("../features/network/NetworkDataPage")).NetworkDataPage,
    }),
  },
  {
    path: "maintenance/devices/:eui?/:tab?",
    lazy: async () => ({
      Component: (await import("../features/devices/DevicesPage")).DevicesPage,
    }),
  },
  {
    path: "maintenance/lorawan-profiles/:devEui?",
    lazy: async () => ({
      Component: (await import("../features/profiles/ProfilesPage")).ProfilesPage,
    }),
  },
  {
    path: "maintenance/gateways/:eui?/:tab?",
    lazy: async () => ({
      Component: (await import("../features/gateways/GatewaysPage")).GatewaysPage,
    }),
  },
  {
    path: "models/thing-models/:id?/:tab?",
    lazy: async () => ({
      Component: (await import("../features/thing-models/ThingModelsPage")).ThingModelsPage,
    }),
  },
  {
    path: "settings/:section?",
    lazy: async () => ({
      Component: (await import("../features/settings/SettingsPage")).SettingsPage,
    }),
  },
  { path: "*", element: <Navigate to={at.overview} replace /> },
];

export function createRouter() {
  return createHashRouter([
    {
      path: "/",
      element: <Shell />,
      errorElement: <RouteError />,
      // Nothing is drawn until the first page is there; it is a local file.
      hydrateFallbackElement: <></>,
      children: pages,
    },
  ]);
}
