import { Select } from "antd";
import type { DefaultOptionType } from "antd/es/select";
import type { ReactNode } from "react";

import { fold } from "../../lib/text";
import { chosenLabel } from "./chosen-label";
import { useFieldIds } from "./Field";
import css from "./Field.module.css";

/** One entry; it is found by `search`. */
export type Choosable = DefaultOptionType & { value: string; label: string; search: string };

type Props<Option extends Choosable> = {
  value: string[];
  onChange: (values: string[]) => void;
  options: Option[];
  isPending: boolean;
  placeholder: string;
  /** What stands where nothing can be chosen. */
  nothing?: ReactNode;
  /** What an entry says. */
  render: (option: Option) => ReactNode;
};

/** Several of a list of records, found by typing. */
export function MultiSelect<Option extends Choosable>(props: Props<Option>) {
  const { id, describedBy } = useFieldIds();
  return (
    // The library chooses the marked entry also when one leaves with Tab.
    <div
      className={css["tags"] ?? ""}
      onKeyDownCapture={(event) => {
        if (event.key === "Tab") event.stopPropagation();
      }}
    >
      <Select<string[], Option>
        id={id}
        className={css["tags"] ?? ""}
        mode="multiple"
        value={props.value}
        loading={props.isPending}
        labelRender={chosenLabel(props.isPending)}
        placeholder={props.placeholder}
        notFoundContent={props.nothing}
        aria-describedby={describedBy}
        onChange={props.onChange}
        showSearch={{
          filterOption: (typed, option) => fold(option?.search ?? "").includes(fold(typed)),
        }}
        options={props.options}
        optionRender={({ data }) => <span className={css["option"]}>{props.render(data)}</span>}
      />
    </div>
  );
}
