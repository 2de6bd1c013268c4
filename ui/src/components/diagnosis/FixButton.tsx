import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { useFix, type FixTarget } from "./use-fix";

type Props = FixTarget & {
  /** A word of the diagnosis' closed list. */
  action: string;
  primary?: boolean;
};

/** The next step as a button; nothing when it is done at the device or nobody knows it here. */
export function FixButton({ action, primary = false, ...target }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { fix, busy } = useFix(target);
  const found = fix(action, t);
  if (!found) return null;
  return (
    <Button
      size="small"
      type={primary ? "primary" : "default"}
      loading={busy === action}
      onClick={() => {
        if ("to" in found) void navigate(found.to);
        else void found.run();
      }}
    >
      {found.label}
    </Button>
  );
}
