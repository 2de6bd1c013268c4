import { Switch } from "antd";
import { useId, type ReactNode } from "react";

import { ConflictMark } from "../drafts/ConflictMark";
import { useReadOnlyForm } from "./read-only";
import css from "./Toggle.module.css";

type Props = {
  label: string;
  api?: string;
  help?: ReactNode;
  value: boolean;
  disabled?: boolean;
  onChange: (value: boolean) => void;
};

/** A switch with its words beside it. */
export function Toggle({ label, api, help, value, disabled = false, onChange }: Props) {
  const id = useId();
  const readOnly = useReadOnlyForm();
  return (
    <div className={css["toggle"]}>
      <Switch
        id={id}
        size="small"
        checked={value}
        disabled={disabled || readOnly}
        onChange={onChange}
        aria-describedby={help ? `${id}-help` : undefined}
      />
      <div className={css["words"]}>
        <div className={css["head"]}>
          <label htmlFor={id}>{label}</label>
          {api && <code>{api}</code>}
        </div>
        <ConflictMark api={api} />
        {help && (
          <div id={`${id}-help`} className={css["help"]}>
            {help}
          </div>
        )}
      </div>
    </div>
  );
}
