import { lazy, useState } from "react";
import { createHashRouter, type RouteObject } from "react-router";

import { Redirect } from "../components/page/Redirect";
import { loadedPage, loadPage, type PageName } from "./pages";
import { RouteError } from "./RouteError";
import { at } from "../state/routes-at";
import { Shell } from "./frame/Shell";

/** What follows a page's own path: which record is open, and which part of it. */
const tails: Record<PageName, string> = {
  overview: "",
  applicationData: "/:model?/:eui?",
  networkData: "/:view?/:id?",
  devices: "/:eui?/:tab?",
  profiles: "/:devEui?",
  gateways: "/:eui?/:tab?",
  locations: "/:id?/:tab?",
  thingModels: "/:id?/:tab?",
  rpcModels: "/:id?/:tab?",
  triggerModels: "/:id?/:tab?",
  deviceTemplates: "/:id?/:tab?",
  deviceExecutions: "/:id?/:tab?",
  scheduledTasks: "/:id?/:tab?",
  alarms: "/:view?/:id?/:tab?",
  rpcLog: "/:id?",
  settings: "/:section?",
};

/** A page is its own chunk; the frame is drawn and asks for its data while the page loads. */
function page(name: PageName) {
  const Later = lazy(async () => ({ default: await loadPage(name) }));
  return function PageOrLater() {
    // Code that is there is drawn at once: after waiting, React holds content back for a moment.
    const [Page] = useState(() => loadedPage(name) ?? Later);
    return <Page />;
  };
}

const pages: RouteObject[] = [
  { index: true, element: <Redirect to={at.overview} /> },
  ...(Object.keys(tails) as PageName[]).map((name) => ({
    path: at[name].slice(1) + tails[name],
    Component: page(name),
  })),
  { path: "*", element: <Redirect to={at.overview} /> },
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
