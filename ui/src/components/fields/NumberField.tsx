import { NumberInput } from "./NumberInput";

type Props = {
  value: number | null;
  least?: number;
  most?: number;
  step?: number;
  /** Digits after the point; any, if absent. */
  decimals?: number;
  unit?: string | undefined;
  /** Never without a number. */
  required?: boolean;
  onChange: (value: number | null) => void;
};

/** A number with its unit, tied to the field around it; empty for none. */
export function NumberField({ step, decimals, unit, onChange, ...rest }: Props) {
  return (
    <NumberInput
      {...rest}
      {...(step === undefined ? {} : { step })}
      {...(decimals === undefined ? {} : { precision: decimals })}
      {...(unit === undefined ? {} : { suffix: unit })}
      onChange={(next) => onChange(typeof next === "number" ? next : null)}
      style={{ width: "100%" }}
    />
  );
}

type AmountProps = Pick<Props, "most" | "unit"> & {
  value: number;
  least?: number;
  onChange: (value: number) => void;
};

/** A whole number that is never empty: from zero, if nothing else is said. */
export function Amount({ least = 0, onChange, ...rest }: AmountProps) {
  return (
    <NumberField
      {...rest}
      least={least}
      decimals={0}
      required
      onChange={(next) => {
        if (next !== null) onChange(next);
      }}
    />
  );
}

const DAY_MS = 86_400_000;

type MillisecondsProps = Pick<Props, "value" | "onChange">;

/** A span of up to a day in milliseconds; empty for none. */
export function Milliseconds(props: MillisecondsProps) {
  return <NumberField {...props} least={0} most={DAY_MS} decimals={0} unit="ms" />;
}
