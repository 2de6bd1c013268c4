import { useEffect } from "react";
import { useLocation, useNavigate } from "react-router";

/**
 * Leads on to another address. Pages are drawn after their address has changed: who has left for
 * elsewhere by then is not brought back.
 */
export function Redirect({ to }: { to: string }) {
  const navigate = useNavigate();
  const { key } = useLocation();
  useEffect(() => {
    if (currentKey() === key) void navigate(to, { replace: true });
  }, [key, navigate, to]);
  return null;
}

/** The router's name for the browser's present entry; one that it did not make has none. */
function currentKey(): string {
  const state = window.history.state as { key?: string } | null;
  return state?.key ?? "default";
}
