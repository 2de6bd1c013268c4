import { CopyOutlined, EyeInvisibleOutlined, EyeOutlined } from "@ant-design/icons";
import { Button, Input, Tooltip } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { platform } from "../../platform";
import { useFieldIds } from "./Field";
import css from "./Field.module.css";
import { HexField } from "./HexField";
import { PlainInput } from "./PlainInput";
import { useReadOnlyForm } from "./read-only";

type Props = {
  value: string;
  onChange: (value: string) => void;
  length: number;
  onBlur?: () => void;
  inputRef?: (input: HTMLInputElement | null) => void;
};

const REVEALED_MS = 30_000;

/** All but the last four characters as dots. */
function mask(secret: string): string {
  return "•".repeat(Math.max(0, secret.length - 4)) + secret.slice(-4);
}

/**
 * A key: masked to its last four once it is complete; the eye shows it for half a minute. Who may not
 * change a form may not read its keys either and is not given them.
 */
export function SecretField(props: Props) {
  const { t } = useTranslation();
  const isKept = useReadOnlyForm() && props.value === "";
  return isKept ? (
    <PlainInput value="" placeholder={t("hex.notShown")} onChange={() => undefined} />
  ) : (
    <Key {...props} />
  );
}

function Key({ value, onChange, length, onBlur, inputRef }: Props) {
  const { t } = useTranslation();
  const { id, describedBy, invalid } = useFieldIds();
  const [open, setOpen] = useState(value.length !== length);

  useEffect(() => {
    if (!open || value.length !== length) return;
    const timer = setTimeout(() => setOpen(false), REVEALED_MS);
    return () => clearTimeout(timer);
  }, [open, value, length]);

  const complete = value.length === length;
  const masked = complete && !open;
  return (
    <div className={css["hexWrap"]}>
      {masked ? (
        <Input
          id={id}
          className={css["hex"] ?? ""}
          value={mask(value)}
          readOnly
          disabled={false}
          aria-invalid={invalid}
          aria-describedby={describedBy}
          ref={(field) => inputRef?.(field?.input ?? null)}
        />
      ) : (
        <HexField
          value={value}
          onChange={onChange}
          length={length}
          generate
          {...(inputRef ? { inputRef } : {})}
          onBlur={() => {
            if (complete) setOpen(false);
            onBlur?.();
          }}
        />
      )}
      <Tooltip title={masked ? t("hex.reveal") : t("hex.hide")}>
        <Button
          type="text"
          aria-label={masked ? t("hex.reveal") : t("hex.hide")}
          icon={masked ? <EyeOutlined /> : <EyeInvisibleOutlined />}
          disabled={!complete}
          // The field would lose focus and close itself first.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => setOpen(masked)}
        />
      </Tooltip>
      <Tooltip title={t("hex.copy")}>
        <Button
          type="text"
          aria-label={t("hex.copy")}
          icon={<CopyOutlined />}
          disabled={!complete}
          onClick={() => void platform.copyText(value)}
        />
      </Tooltip>
    </div>
  );
}
