// eslint-disable-next-line no-restricted-imports -- The one place that wraps it.
import { InputNumber, type InputNumberProps } from "antd";
import { useTranslation } from "react-i18next";

import { isNumber, typedNumber } from "../../lib/typed-number";
import { useFieldIds } from "./Field";
import { useKeptText } from "./use-kept-text";
import { useProblem } from "./use-problem";

type Own = "parser" | "min" | "max" | "ref" | "id" | "status" | "required" | "onInput" | "onStep";

type Props<T extends string | number> = Omit<InputNumberProps<T>, Own> & {
  least?: number | undefined;
  /** Goes with `least`. */
  most?: number | undefined;
  /** Never without a number. */
  required?: boolean;
  inputRef?: (input: HTMLInputElement | null) => void;
};

/**
 * The library's field for numbers, tied to the field around it or named by `aria-label`. It reads
 * numbers as people type them: by itself the library makes 15 of "1,5". One that is out of range is
 * handed on and told: by itself the library makes it the nearest. What is no number stays and is
 * told: by itself the library puts the last number in its place, also under a click on "Save".
 */
export function NumberInput<T extends string | number = number>(props: Props<T>) {
  const { least, most, precision, required = false, inputRef, ...rest } = props;
  const { id, describedBy, invalid } = useFieldIds();
  const number = numberOf(props.value);
  const { text, keep, drop, onEscape } = useKeptText(number);
  const whole = precision === 0;
  const problem = useProblemOf({ text, number, least, most, whole });
  const input = useProblem(problem, drop);
  const wrong = invalid || problem !== null;
  return (
    <InputNumber<T>
      {...rest}
      {...(text === null ? {} : { value: text as T })}
      // By itself the library rounds what has to be whole.
      {...(whole || precision === undefined ? {} : { precision })}
      {...(props["aria-label"] === undefined ? { id } : {})}
      // The library reads the text on, whatever the type of the value.
      parser={(typed = "") => typedNumber(typed, whole) as T}
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
      onKeyDown={(event) => {
        onEscape(event);
        props.onKeyDown?.(event);
      }}
      onInput={(typed) => {
        const read = typedNumber(typed, whole);
        if (read === "" ? required : !isNumber(read)) keep(typed, number);
        else drop();
      }}
      onStep={(next) => {
        drop();
        const held = Math.min(most ?? Infinity, Math.max(least ?? -Infinity, Number(next)));
        if (held !== Number(next)) props.onChange?.(held as T);
      }}
    />
  );
}

const numberOf = (value: string | number | null | undefined): number | null =>
  value === null || value === undefined || value === "" ? null : Number(value);

type Stated = {
  /** What stands in the field and is no number. */
  text: string | null;
  number: number | null;
  least: number | undefined;
  most: number | undefined;
  whole: boolean;
};

/** Why what stands in the field cannot be taken. */
function useProblemOf({ text, number, least, most, whole }: Stated): string | null {
  const { t } = useTranslation();
  if (text !== null) return text === "" ? t("errors.required") : t("errors.number");
  if (number === null) return null;
  if (number < (least ?? -Infinity) || number > (most ?? Infinity)) {
    return most === undefined
      ? t("errors.least", { min: least })
      : t("errors.range", { min: least, max: most });
  }
  return whole && !Number.isInteger(number) ? t("errors.whole") : null;
}
