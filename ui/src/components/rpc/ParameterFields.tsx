import { Select } from "antd";
import { useTranslation } from "react-i18next";

import type { DeviceDetail, Json } from "../../api/types";
import { Field, useFieldIds } from "../fields/Field";
import { TypedValue } from "../fields/TypedValue";
import { optionsOf, startOf, typeOf, type Parameter } from "./parameters";
import css from "./Rpc.module.css";

type Props = {
  parameters: readonly Parameter[];
  /** Whose attributes the values begin with. */
  device: DeviceDetail | undefined;
  /** What was typed; the rest is as it begins. */
  typed: Record<string, Json | undefined>;
  onChange: (typed: Record<string, Json | undefined>) => void;
};

/** One input for each parameter of an RPC, filled from the device where it has the value. */
export function ParameterFields({ parameters, device, typed, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <div className={css["parameters"]}>
      {parameters.map((parameter) => {
        const { name } = parameter;
        const start = startOf(parameter, device);
        const edited = name in typed;
        const set = (value: Json | undefined) => onChange({ ...typed, [name]: value });
        return (
          <Field
            key={name}
            label={parameter.alias || name}
            api={name}
            note={parameter.unit ? <span className="hint">{parameter.unit}</span> : undefined}
            help={
              edited ? (
                <button
                  type="button"
                  className="linklike"
                  onClick={() => {
                    const { [name]: _, ...rest } = typed;
                    onChange(rest);
                  }}
                >
                  {t("rpc.param.back")}
                </button>
              ) : (
                t(`rpc.param.from.${start.from}`)
              )
            }
          >
            <Value
              parameter={parameter}
              value={edited ? typed[name] : start.value}
              onChange={set}
            />
          </Field>
        );
      })}
    </div>
  );
}

type ValueProps = {
  parameter: Parameter;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
};

function Value({ parameter, value, onChange }: ValueProps) {
  const { id } = useFieldIds();
  const options = optionsOf(parameter);
  if (options.length === 0) {
    return <TypedValue type={typeOf(parameter)} value={value} onChange={onChange} />;
  }
  // The value keeps its JSON type, which a list of texts would lose.
  const key = (one: Json | undefined) => JSON.stringify(one);
  return (
    <Select<string>
      id={id}
      style={{ width: "100%" }}
      value={value === undefined ? null : (key(value) ?? null)}
      onChange={(chosen) => onChange(options.find((one) => key(one.value) === chosen)?.value)}
      options={options.map((one) => ({ value: key(one.value) ?? "", label: one.label }))}
    />
  );
}
