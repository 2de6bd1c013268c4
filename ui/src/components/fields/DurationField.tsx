import { Select, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { SECONDS, splitDuration, type DurationUnit } from "../../lib/units";
import { NumberInput } from "./NumberInput";

type Props = {
  /** Seconds. */
  value: number;
  onChange: (seconds: number) => void;
  min?: number;
};

/** A span with its unit; the API counts seconds. */
export function DurationField({ value, onChange, min = 1 }: Props) {
  const { t } = useTranslation();
  const [unit, setUnit] = useState<DurationUnit>(() => splitDuration(value).unit);
  const shownUnit = value % SECONDS[unit] === 0 ? unit : splitDuration(value).unit;
  return (
    <Space.Compact block>
      <NumberInput
        required
        least={Math.max(1, Math.ceil(min / SECONDS[shownUnit]))}
        precision={0}
        value={value / SECONDS[shownUnit]}
        onChange={(amount) => {
          if (typeof amount === "number") onChange(amount * SECONDS[shownUnit]);
        }}
        style={{ width: "100%" }}
      />
      <Select
        aria-label={t("units.unit")}
        value={shownUnit}
        onChange={(next: DurationUnit) => {
          onChange((value / SECONDS[shownUnit]) * SECONDS[next]);
          setUnit(next);
        }}
        options={(["s", "min", "h", "d"] as const).map((name) => ({
          value: name,
          label: t(`units.${name}`),
        }))}
        style={{ width: 84 }}
      />
    </Space.Compact>
  );
}
