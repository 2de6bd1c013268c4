// eslint-disable-next-line no-restricted-imports -- The one place that wraps it.
import { InputNumber, type GetRef, type InputNumberProps } from "antd";
import type { RefAttributes } from "react";

import { typedNumber } from "../../lib/typed-number";

type Props<T extends string | number> = Omit<InputNumberProps<T>, "parser"> &
  RefAttributes<GetRef<typeof InputNumber>>;

/** The library's field for numbers, which reads them as people type them: by itself it makes 15 of "1,5". */
export function NumberInput<T extends string | number = number>(props: Props<T>) {
  const whole = props.precision === 0;
  // The library reads the text on, whatever the type of the value.
  return <InputNumber<T> {...props} parser={(text = "") => typedNumber(text, whole) as T} />;
}
