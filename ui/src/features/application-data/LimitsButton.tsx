import { Button, Popover } from "antd";
import { useTranslation } from "react-i18next";

import type { DisplayField } from "../../api/types";
import { usePreferences } from "../../state/preferences";
import type { Limits } from "./conditions";
import css from "./Data.module.css";
import { NumberInput } from "../../components/fields/NumberInput";

type Props = { model: string; fields: readonly DisplayField[] };

const NO_LIMITS: Record<string, Limits> = {};

export const useLimits = (model: string) => usePreferences((all) => all.limits[model]) ?? NO_LIMITS;

/** Lowest and highest wanted value of each number, on this computer; what lies outside is marked. */
export function LimitsButton({ model, fields }: Props) {
  const { t } = useTranslation();
  const limits = useLimits(model);
  const numbers = fields.filter((field) => field.type === "number");
  if (numbers.length === 0) return null;

  function change(key: string, part: Partial<Limits>): void {
    const { limits: all, set } = usePreferences.getState();
    const next: Limits = { min: null, max: null, ...limits[key], ...part };
    const { [key]: _old, ...others } = limits;
    const empty = next.min === null && next.max === null;
    set({ limits: { ...all, [model]: empty ? others : { ...others, [key]: next } } });
  }

  return (
    <Popover
      trigger="click"
      placement="topRight"
      destroyOnHidden
      title={t("data.limits")}
      content={
        <table className={css["limits"]}>
          <thead>
            <tr>
              <th>{t("data.field")}</th>
              <th>{t("data.min")}</th>
              <th>{t("data.max")}</th>
            </tr>
          </thead>
          <tbody>
            {numbers.map((field) => (
              <tr key={field.field_name}>
                <td>
                  {field.name} <span className="hint">{field.unit}</span>
                </td>
                {(["min", "max"] as const).map((part) => (
                  <td key={part}>
                    <NumberInput
                      size="small"
                      aria-label={`${field.name} ${t(`data.${part}`)}`}
                      value={limits[field.field_name]?.[part] ?? null}
                      onChange={(value) =>
                        change(field.field_name, {
                          [part]: typeof value === "number" ? value : null,
                        })
                      }
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      }
    >
      <Button type="text" size="small">
        {t("data.limits")} ▾
      </Button>
    </Popover>
  );
}
