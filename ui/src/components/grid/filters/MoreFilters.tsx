import { PlusOutlined } from "@ant-design/icons";
import { Button, Popover, Select } from "antd";
import type { TooltipRef } from "antd/es/tooltip";
import { useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { ListState } from "../../../state/url-state";
import { fold, listed } from "../../../lib/text";
import type { FilterDef, FilterField } from "./filter";
import css from "./FilterBar.module.css";

type Props = {
  state: ListState;
  filters: readonly FilterDef[];
  fields: readonly FilterField[];
  /** What can be chosen is about to be seen. */
  onOpen?: (() => void) | undefined;
};

/** Filters that have no menu of their own in the bar. */
export function MoreFilters({ state, filters, fields, onOpen }: Props) {
  const { t } = useTranslation();
  const popover = useRef<TooltipRef>(null);
  // A filter that is set or taken away moves the button by its menu and its chip.
  useLayoutEffect(() => popover.current?.forceAlign(), [state.filters]);
  return (
    <Popover
      ref={popover}
      trigger="click"
      placement="bottomLeft"
      destroyOnHidden
      onOpenChange={(open) => open && onOpen?.()}
      content={
        <div className={css["more"]} role="group" aria-label={t("grid.moreFilters")}>
          {filters.map((filter) => (
            <label key={filter.name}>
              <span>{filter.label}</span>
              <Values
                filter={filter}
                value={state.filters[filter.name] ?? ""}
                onChange={(value) => state.setFilter(filter.name, value || null)}
              />
            </label>
          ))}
          {fields.map(({ names, label, field }) => (
            <label key={names.join()}>
              <span>{label}</span>
              {field}
            </label>
          ))}
        </div>
      }
    >
      <Button type="text" className={css["menu"] ?? ""} icon={<PlusOutlined />}>
        {t("grid.moreFilters")}
      </Button>
    </Popover>
  );
}

type ValuesProps = { filter: FilterDef; value: string; onChange: (value: string) => void };

function Values({ filter, value, onChange }: ValuesProps) {
  const { t } = useTranslation();
  const shared = {
    "aria-label": filter.label,
    size: "small" as const,
    options: [...filter.options],
    placeholder: t("grid.any"),
    allowClear: true,
    style: { width: "100%" },
    showSearch: {
      filterOption: (typed: string, option?: { label: string }) =>
        fold(option?.label ?? "").includes(fold(typed)),
    },
  };
  return filter.many ? (
    <Select<string[], { value: string; label: string }>
      {...shared}
      mode="multiple"
      value={listed(value)}
      onChange={(values) => onChange(values.join(","))}
    />
  ) : (
    <Select<string | null, { value: string; label: string }>
      {...shared}
      value={value === "" ? null : value}
      onChange={(next) => onChange(next ?? "")}
    />
  );
}
