// eslint-disable-next-line no-restricted-imports -- The one place that wraps it.
import { InputNumber, type InputNumberProps } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { typedNumber } from "../../lib/typed-number";
import { useFieldIds } from "./Field";
import { useProblem } from "./use-problem";

type Own = "parser" | "min" | "max" | "ref" | "id" | "status" | "required" | "onInput" | "onStep";

type Props<T extends string | number> = Omit<InputNumberProps<T>, Own> & {
  least?: number | undefined;
  /** Goes with `least`. */
  most?: number | undefined;
  /** Never without a number: as long as none is typed, the last one stays. */
  required?: boolean;
  inputRef?: (input: HTMLInputElement | null) => void;
};

/**
 * The library's field for numbers, tied to the field around it or named by `aria-label`. It reads
 * numbers as people type them: by itself the library makes 15 of "1,5". One that is out of range is
 * handed on and told: by itself the library makes it the nearest.
 */
export function NumberInput<T extends string | number = number>(props: Props<T>) {
  const { least, most, precision, required = false, inputRef, ...rest } = props;
  const { id, describedBy, invalid } = useFieldIds();
  const [typed, setTyped] = useState<string | null>(null);
  const whole = precision === 0;
  const problem = useProblemOf({ typed, value: props.value, least, most, required, whole });
  const input = useProblem(problem);
  const wrong = invalid || problem !== null;
  return (
    <InputNumber<T>
      {...rest}
      // By itself the library rounds what has to be whole.
      {...(whole || precision === undefined ? {} : { precision })}
      {...(props["aria-label"] === undefined ? { id } : {})}
      // The library reads the text on, whatever the type of the value.
      parser={(text = "") => typedNumber(text, whole) as T}
      aria-valuemin={least}
      aria-valuemax={most}
      aria-describedby={describedBy}
      aria-invalid={wrong}
      {...(wrong ? { status: "error" as const } : {})}
      {...(problem === null ? {} : { title: problem })}
      ref={(field) => {
        input.current = field?.nativeElement.querySelector("input") ?? null;
        inputRef?.(input.current);
      }}
      onInput={setTyped}
      onStep={(next) => {
        setTyped(null);
        const number = Number(next);
        const held = Math.min(most ?? Infinity, Math.max(least ?? -Infinity, number));
        if (held !== number) props.onChange?.(held as T);
      }}
      onBlur={(event) => {
        // The library puts the last number in the place of what is none.
        setTyped(null);
        props.onBlur?.(event);
      }}
    />
  );
}

type Stated = {
  /** What is being typed, if so. */
  typed: string | null;
  value: unknown;
  least: number | undefined;
  most: number | undefined;
  required: boolean;
  whole: boolean;
};

/** Why what stands in the field cannot be taken. */
function useProblemOf({ typed, value, least, most, required, whole }: Stated): string | null {
  const { t } = useTranslation();
  if (typed === "") return required ? t("errors.required") : null;
  if (typed !== null && Number.isNaN(Number(typedNumber(typed, whole)))) return t("errors.number");
  if (value === null || value === undefined || value === "") return null;
  const number = Number(value);
  if (number < (least ?? -Infinity) || number > (most ?? Infinity)) {
    return most === undefined
      ? t("errors.least", { min: least })
      : t("errors.range", { min: least, max: most });
  }
  return whole && !Number.isInteger(number) ? t("errors.whole") : null;
}
