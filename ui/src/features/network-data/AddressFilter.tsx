import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { ListState } from "../../state/url-state";
import { cleanHex, isHex } from "../../lib/hex";

type Props = { state: ListState };

/** Which address such digits are; null when they are none. */
function fieldOf(digits: string): "dev_eui" | "dev_addr" | null {
  if (isHex(digits, 16)) return "dev_eui";
  return isHex(digits, 8) ? "dev_addr" : null;
}

/** Frames of one device: its whole DevEUI or DevAddr, in any spelling. */
export function AddressFilter({ state }: Props) {
  const { t } = useTranslation();
  const { filters, apply, clears, sort } = state;
  const value = filters["dev_eui"] ?? filters["dev_addr"] ?? "";
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState({ value, clears });
  // The URL changed from outside (clear, back): follow it. What is half typed is not in it.
  if (seen.value !== value || seen.clears !== clears) {
    setSeen({ value, clears });
    setText(value);
  }
  const bad = text.trim() !== "" && fieldOf(cleanHex(text)) === null;

  function take(typed: string): void {
    const wanted = cleanHex(typed);
    const field = fieldOf(wanted);
    if (wanted === value || (field === null && typed.trim() !== "")) return;
    const { dev_eui: _eui, dev_addr: _addr, ...rest } = filters;
    apply({ ...rest, ...(field === null ? {} : { [field]: wanted }) }, sort);
  }

  return (
    <Input
      size="small"
      value={text}
      allowClear
      spellCheck={false}
      placeholder={t("network.address")}
      aria-label={t("network.address")}
      title={bad ? t("network.addressHelp") : undefined}
      status={bad ? "warning" : ""}
      onChange={(event) => {
        setText(event.target.value);
        // Eight digits may be the beginning of sixteen: they wait for Enter.
        if (event.target.value === "" || fieldOf(cleanHex(event.target.value)) === "dev_eui") {
          take(event.target.value);
        }
      }}
      onBlur={() => take(text)}
      onPressEnter={() => take(text)}
    />
  );
}
