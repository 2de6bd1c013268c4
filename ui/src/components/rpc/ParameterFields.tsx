import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { DeviceDetail, Json } from "../../api/types";
import { Field, useFieldIds } from "../fields/Field";
import { HexField } from "../fields/HexField";
import { useReadOnlyForm } from "../fields/read-only";
import type { FieldErrors } from "../fields/use-field-errors";
import { textOf, TypedValue } from "../fields/TypedValue";
import { cleanHex } from "../../lib/hex";
import { bytesProblem, isBytes, offersOf, startOf, typeOf, type Parameter } from "./parameters";
import css from "./Rpc.module.css";

type Props = {
  parameters: readonly Parameter[];
  /** Whose attributes the values begin with. */
  device: DeviceDetail | undefined;
  /** What was typed; the rest is as it begins. */
  typed: Record<string, Json | undefined>;
  onChange: (typed: Record<string, Json | undefined>) => void;
  /** What the instance refused, by the API's names of its fields. */
  errors?: FieldErrors;
  /** Says what is wrong also of fields that nobody has left yet. */
  checked?: boolean;
};

/** One input for each parameter of an RPC, filled from the device where it has the value. */
export function ParameterFields(props: Props) {
  const { parameters, device, typed, onChange, errors = {}, checked = false } = props;
  const { t } = useTranslation();
  const readOnly = useReadOnlyForm();
  const [left, setLeft] = useState<readonly string[]>([]);
  const others = Object.entries(errors).filter(([field]) => isOfNone(field, parameters));
  const errorOf = (parameter: Parameter, value: Json | undefined) => {
    const refused = errors[apiOf(parameter)];
    if (refused !== undefined) return refused;
    if (!isBytes(parameter) || !(checked || left.includes(parameter.name))) return undefined;
    const problem = bytesProblem(value);
    if (problem === null) return undefined;
    return problem === "chars"
      ? t("errors.hexChars")
      : t("errors.hexOdd", { found: cleanHex(textOf(value)).length });
  };
  return (
    <div className={css["parameters"]}>
      {parameters.map((parameter) => {
        const { name } = parameter;
        const start = startOf(parameter, device);
        const edited = name in typed;
        const value = edited ? typed[name] : start.value;
        // An execution keeps every value, also those nobody touched.
        const changed = edited && JSON.stringify(value) !== JSON.stringify(start.value);
        const set = (next: Json | undefined) => onChange({ ...typed, [name]: next });
        return (
          <Field
            key={name}
            label={parameter.alias || name}
            api={name}
            error={errorOf(parameter, value)}
            note={parameter.unit ? <span className="hint">{parameter.unit}</span> : undefined}
            help={
              !changed ? (
                t(`rpc.param.from.${start.from}`)
              ) : readOnly ? undefined : (
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
              )
            }
          >
            <Value
              parameter={parameter}
              value={value}
              onChange={set}
              onLeave={() => setLeft((now) => [...now, name])}
            />
          </Field>
        );
      })}
      {others.map(([field, detail]) => (
        <p key={field} role="alert">
          {detail}
        </p>
      ))}
    </div>
  );
}

const apiOf = ({ name }: Parameter) => `params.${name}`;

/** Whether something is wrong with the parameters that belongs to none that is shown. */
function isOfNone(field: string, parameters: readonly Parameter[]): boolean {
  const isOfParameters = field === "params" || field.startsWith("params.");
  return isOfParameters && !parameters.some((parameter) => apiOf(parameter) === field);
}

type ValueProps = {
  parameter: Parameter;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  onLeave: () => void;
};

function Value({ parameter, value, onChange, onLeave }: ValueProps) {
  const { id } = useFieldIds();
  if (isBytes(parameter)) {
    return (
      <HexField
        value={cleanHex(textOf(value))}
        onChange={(digits) => onChange(digits === "" ? undefined : digits)}
        onBlur={onLeave}
      />
    );
  }
  const options = offersOf(parameter);
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
