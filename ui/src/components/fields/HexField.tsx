import { MoreOutlined } from "@ant-design/icons";
import { Button, Dropdown, Input } from "antd";
import { useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { cleanHex, groups, hexForms, isHex, randomHex } from "../../lib/hex";
import { isComposing } from "../../lib/ime";
import { classes } from "../../lib/text";
import { platform } from "../../platform";
import type { MenuEntry } from "../grid/types";
import { menuItems } from "../actions/menu-items";
import { useFieldIds } from "./Field";
import css from "./Field.module.css";
import { useReadOnlyForm } from "./read-only";

type Props = {
  value: string;
  onChange: (value: string) => void;
  /** Hex digits: 8, 16 or 32. Absent: any number of bytes. */
  length?: number;
  /**
   * Lets a text that begins with this pass as it is: a scanner types more than digits. What can be no
   * hex stays as it was typed, too: it may be the name of something else.
   */
  lets?: (text: string) => boolean;
  /** Offers a random value: keys only. */
  generate?: boolean;
  readOnly?: boolean;
  onBlur?: () => void;
  onEnter?: () => void;
  inputRef?: (input: HTMLInputElement | null) => void;
};

/**
 * Hex in any spelling: shown grouped by four digits, or by bytes when any number may come; handed on
 * lower case without separators.
 */
export function HexField(props: Props) {
  const { value, length } = props;
  const readOnly = useReadOnlyForm() || (props.readOnly ?? false);
  const { t } = useTranslation();
  const { id, describedBy, invalid } = useFieldIds();
  const input = useRef<HTMLInputElement | null>(null);
  const caret = useRef<number | null>(null);
  const size = length === undefined ? 2 : length % 4 === 0 ? 4 : length;
  const full = length === undefined ? value.length % 2 === 0 : value.length === length;
  const isOther = props.lets?.(value) ?? false;
  const passes = (text: string) =>
    props.lets !== undefined && (props.lets(text) || !isHex(cleanHex(text)));
  const shown = passes(value) ? value : groups(value, size).join(" ");

  useLayoutEffect(() => {
    const digits = caret.current;
    if (digits === null || !input.current) return;
    caret.current = null;
    const at = digits + Math.floor(Math.max(0, digits - 1) / size);
    input.current.setSelectionRange(at, at);
  });

  const copy = (text: string) => () => void platform.copyText(text);
  const menu: MenuEntry[] = [
    { key: "copy", label: t("hex.copy"), onSelect: copy(value) },
    { key: "upper", label: t("hex.copyUpper"), onSelect: copy(hexForms.upper(value)) },
    { key: "colons", label: t("hex.copyColons"), onSelect: copy(hexForms.colons(value)) },
    { key: "bytes", label: t("hex.copyBytes"), onSelect: copy(hexForms.bytes(value)) },
  ];
  if (!readOnly) {
    menu.push("divider", {
      key: "reverse",
      label: t("hex.reverse"),
      disabled: !full,
      onSelect: () => props.onChange(hexForms.reversed(value)),
    });
    if (props.generate && length !== undefined) {
      menu.push({
        key: "generate",
        label: t("hex.generate"),
        onSelect: () => props.onChange(randomHex(length / 2)),
      });
    }
  }

  return (
    <div className={css["hexWrap"]}>
      <Input
        id={id}
        className={css["hex"] ?? ""}
        value={shown}
        readOnly={readOnly}
        variant={readOnly ? "filled" : "outlined"}
        // What only can be looked at can be copied all the same.
        disabled={false}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={invalid}
        aria-describedby={describedBy}
        {...(invalid ? { status: "error" as const } : {})}
        ref={(field) => {
          input.current = field?.input ?? null;
          props.inputRef?.(field?.input ?? null);
        }}
        onChange={(event) => {
          if (passes(event.target.value)) return props.onChange(event.target.value);
          const before = event.target.value.slice(0, event.target.selectionStart ?? undefined);
          caret.current = cleanHex(before).length;
          const digits = cleanHex(event.target.value);
          props.onChange(length === undefined ? digits : digits.slice(0, length + 4));
        }}
        onBlur={props.onBlur}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || isComposing(event.nativeEvent) || !props.onEnter) return;
          event.preventDefault();
          // A form around it may take Ctrl Enter from anywhere; this one is taken.
          event.stopPropagation();
          props.onEnter();
        }}
        suffix={
          <span className={classes(css["counter"], full && !isOther && css["full"])}>
            {isOther
              ? "QR"
              : length === undefined
                ? t("rpc.step.bytes", { count: Math.floor(value.length / 2) })
                : `${value.length}/${length}`}
          </span>
        }
      />
      <Dropdown trigger={["click"]} menu={menuItems(menu)} placement="bottomRight">
        <Button type="text" disabled={false} aria-label={t("hex.menu")} icon={<MoreOutlined />} />
      </Dropdown>
    </div>
  );
}
