import { lazy } from "react";
import { createHashRouter, Navigate, type RouteObject } from "react-router";

import { RouteError } from "./RouteError";
import { at } from "./routes-at";
import { Shell } from "./Shell";

/** Every page is its own chunk; the frame is drawn and asks for its data while the page loads. */
const pages: RouteObject[] = [
  { index: true, element: <Navigate to={at.overview} replace /> },
  {
    path: "overview",
    Component: lazy(async () => ({
      default: (await import("../features/overview/OverviewPage")).OverviewPage,
    })),
  },
  {
    path: "data/application/:model?/:eui?",
    Component: lazy(async () => ({
      default: (await import("../features/data/ApplicationDataPage")).ApplicationDataPage,
    })),
  },
  {
    path: "data/network/:view?/:id?",
    Component: lazy(async () => ({
      default: (await import("../features/network/NetworkDataPage")).NetworkDataPage,
    })),
  },
  {
    path: "maintenance/devices/:eui?/:tab?",
    Component: lazy(async () => ({
      default: (await import("../features/devices/DevicesPage")).DevicesPage,
    })),
  },
  {
    path: "maintenance/lorawan-profiles/:devEui?",
    Component: lazy(async () => ({
      default: (await import("../features/profiles/ProfilesPage")).ProfilesPage,
    })),
  },
  {
    path: "maintenance/gateways/:eui?/:tab?",
    Component: lazy(async () => ({
      default: (await import("../features/gateways/GatewaysPage")).GatewaysPage,
    })),
  },
  {
    path: "models/thing-models/:id?/:tab?",
    Component: lazy(async () => ({
      default: (await import("../features/thing-models/ThingModelsPage")).ThingModelsPage,
    })),
  },
  {
    path: "models/rpc-models/:id?/:tab?",
    Component: lazy(async () => ({
      default: (await import("../features/rpc-models/RpcModelsPage")).RpcModelsPage,
    })),
  },
  {
    path: "models/trigger-models/:id?/:tab?",
    Component: lazy(async () => ({
      default: (await import("../features/trigger-models/TriggerModelsPage")).TriggerModelsPage,
    })),
  },
  {
    path: "models/device-templates/:id?/:tab?",
    Component: lazy(async () => ({
      default: (await import("../features/device-templates/DeviceTemplatesPage"))
        .DeviceTemplatesPage,
    })),
  },
  {
    path: "configuration/device-executions/:id?/:tab?",
    Component: lazy(async () => ({
      default: (await import("../features/executions/ExecutionsPage")).ExecutionsPage,
    })),
  },
  {
    path: "configuration/scheduled-tasks/:id?/:tab?",
    Component: lazy(async () => ({
      default: (await import("../features/schedules/SchedulesPage")).SchedulesPage,
    })),
  },
  {
    path: "settings/:section?",
    Component: lazy(async () => ({
      default: (await import("../features/settings/SettingsPage")).SettingsPage,
    })),
  },
  { path: "*", element: <Navigate to={at.overview} replace /> },
];

export function createRouter() {
  return createHashRouter([
    {
      path: "/",
      element: <Shell />,
      errorElement: <RouteError />,
      children: pages,
    },
  ]);
}
