import { Input, type InputRef } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import { useFirstFocus } from "../fields/use-first-focus";

/** When more records than this go at once, their number has to be typed. */
export const MANY = 20;

type Props = {
  wanted: number;
  value: string;
  onChange: (typed: string) => void;
  onEnter?: () => void;
  /** False where there is something to choose first. */
  autoFocus?: boolean;
};

/** The number of objects, typed before many of them go. */
export function TypeCount({ wanted, value, onChange, onEnter, autoFocus = true }: Props) {
  const { t } = useTranslation();
  const field = useId();
  const input = useFirstFocus<InputRef>(autoFocus);
  return (
    <div>
      <label htmlFor={field}>{t("common.typeCount", { wanted })}</label>
      <Input
        id={field}
        ref={input}
        value={value}
        inputMode="numeric"
        onChange={(event) => onChange(event.target.value)}
        onPressEnter={() => onEnter?.()}
      />
    </div>
  );
}
