import { Input } from "antd";
import { useState } from "react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

import type { FilterField } from "../../components/grid/filters/filter";
import type { ListState } from "../../state/url-state";

type Props = { state: ListState };

/** A whole number from 0 to 255; null for anything else. */
function portOf(text: string): string | null {
  const digits = text.trim();
  return /^\d{1,3}$/.test(digits) && Number(digits) <= 255 ? String(Number(digits)) : null;
}

/** Frames or messages on one port. */
export function PortFilter({ state }: Props) {
  const { t } = useTranslation();
  const { filters, setFilter, clears } = state;
  const value = filters["f_port"] ?? "";
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState({ value, clears });
  // The URL changed from outside (clear, back): follow it. What is half typed is not in it.
  if (seen.value !== value || seen.clears !== clears) {
    setSeen({ value, clears });
    setText(value);
  }
  const bad = text.trim() !== "" && portOf(text) === null;

  function take(typed: string): void {
    const port = portOf(typed);
    if (port === null && typed.trim() !== "") return;
    if ((port ?? "") !== value) setFilter("f_port", port);
  }

  return (
    <Input
      size="small"
      value={text}
      allowClear
      inputMode="numeric"
      placeholder={t("frames.fPort")}
      aria-label={t("frames.fPort")}
      title={bad ? t("network.portHelp") : undefined}
      status={bad ? "warning" : ""}
      onChange={(event) => {
        setText(event.target.value);
        // More digits may follow: they wait for Enter.
        if (event.target.value === "") take("");
      }}
      onBlur={() => take(text)}
      onPressEnter={() => take(text)}
    />
  );
}

/** The same among the further filters of a list. */
export const portField = (t: TFunction, state: ListState): FilterField => ({
  names: ["f_port"],
  label: t("frames.fPort"),
  field: <PortFilter state={state} />,
  shown: state.filters["f_port"] ?? "",
});
