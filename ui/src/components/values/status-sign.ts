import type { OnlineStatus } from "../../api/types";
import type { Sign } from "./StateChip";

export const statusSign: Record<OnlineStatus, Sign> = {
  online: "ok",
  offline: "offline",
  never_seen: "never",
};
