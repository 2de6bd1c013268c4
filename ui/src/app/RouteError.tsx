import { useRouteError } from "react-router";

import { ErrorPanel } from "../components/states/ErrorPanel";

/** A page that could not be loaded at all. */
export function RouteError() {
  const error = useRouteError();
  return <ErrorPanel error={error} onRetry={() => window.location.reload()} />;
}
