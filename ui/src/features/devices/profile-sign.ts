import type { ProfileState } from "../../api/types";
import type { Sign } from "../../components/values/StateChip";

export const profileSign: Record<ProfileState, Sign | null> = {
  ok: null,
  missing: "warning",
  disabled: "disabled",
  down_off: "disabled",
  none: null,
};
