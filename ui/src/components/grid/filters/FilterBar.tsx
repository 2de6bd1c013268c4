import { CloseOutlined, DownOutlined, SearchOutlined } from "@ant-design/icons";
import { Button, Dropdown, Input } from "antd";
import {
  memo,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
  type ReactNode,
  type RefObject,
} from "react";
import { useTranslation } from "react-i18next";

import { useCommand } from "../../../state/commands/commands";
import type { ListState } from "../../../state/url-state";
import { shownValue, type FilterDef, type FilterField } from "./filter";
import css from "./FilterBar.module.css";
import { MoreFilters } from "./MoreFilters";
import { SavedViews } from "./SavedViews";

type Props = {
  state: ListState;
  placeholder: string;
  filters: readonly FilterDef[];
  /** Filters without a menu of their own. */
  more?: readonly FilterDef[];
  /** Those of them that are no choice. */
  fields?: readonly FilterField[];
  /** Somebody is about to see what can be chosen. */
  onChoose?: () => void;
  /** Further filters of the page, behind the menus. */
  after?: ReactNode;
  /** The grid whose saved views are offered. */
  views?: string;
  extra?: ReactNode;
};

const TYPING_PAUSE_MS = 180;
/** Pixels below which the menus go behind "Filter", and how many of them stay beside it. */
const NARROW = 520;
const MENUS_BESIDE = 1;
const NO_MORE: readonly FilterDef[] = [];
const NO_FIELDS: readonly FilterField[] = [];

/**
 * Search while typing, filters as menus, each active one a chip that can be removed. Drawn again only
 * for other filters: lists that change by themselves hand in the same `filters` each time.
 */
export const FilterBar = memo(function FilterBar(props: Props) {
  const { state, placeholder, filters, more = NO_MORE, onChoose, after, views, extra } = props;
  const { fields = NO_FIELDS } = props;
  const { t } = useTranslation();
  const box = useRef<HTMLInputElement | null>(null);
  useCommand({
    id: "focus-filter",
    title: t("commands.focusFilter"),
    keys: "/|Ctrl+f",
    run: () => box.current?.focus(),
  });
  const active = [
    ...[...filters, ...more].map((filter) => ({
      names: [filter.name],
      label: filter.label,
      shown: shownValue(t, filter, state.filters[filter.name] ?? ""),
    })),
    ...fields,
  ].filter(({ names }) => names.some((name) => state.filters[name]));

  function remove(names: readonly string[]): void {
    const kept = Object.entries(state.filters).filter(([name]) => !names.includes(name));
    state.apply(Object.fromEntries(kept), state.sort);
  }
  const bar = useRef<HTMLDivElement>(null);
  const folded = useNarrow(bar) && filters.length > MENUS_BESIDE;
  const menus = folded ? NO_MORE : filters;
  const behind = folded ? [...filters.filter(({ options }) => options.length > 0), ...more] : more;
  return (
    <div ref={bar} className={css["bar"]}>
      <SearchBox
        value={state.filters["q"] ?? ""}
        placeholder={placeholder}
        onChange={(q) => state.setFilter("q", q)}
        inputRef={(input) => {
          box.current = input;
        }}
      />
      {menus
        .filter((filter) => !state.filters[filter.name])
        .map((filter) => (
          <Dropdown
            key={filter.name}
            trigger={["click"]}
            onOpenChange={(open) => open && onChoose?.()}
            menu={{
              items: filter.options.map(({ value, label }) => ({ key: value, label })),
              onClick: ({ key }) => state.setFilter(filter.name, key),
              style: { maxHeight: 360, overflow: "auto" },
            }}
          >
            <Button type="text" className={css["menu"] ?? ""}>
              {filter.label} <DownOutlined className={css["caret"] ?? ""} />
            </Button>
          </Dropdown>
        ))}
      {behind.length + fields.length > 0 && (
        <MoreFilters state={state} filters={behind} fields={fields} onOpen={onChoose} />
      )}
      {active.map(({ names, label, shown }) => (
        <span key={names.join()} className={css["chip"]}>
          {label}
          {t("common.colon")}
          <b>{shown}</b>
          <button
            type="button"
            aria-label={t("grid.removeFilter", { name: label })}
            onClick={() => remove(names)}
          >
            <CloseOutlined />
          </button>
        </span>
      ))}
      {after}
      {Object.keys(state.filters).some((name) => name !== "q") && (
        <Button type="link" size="small" onClick={state.clear}>
          {t("grid.clearFilters")}
        </Button>
      )}
      <span className={css["grow"]} />
      {views && <SavedViews id={views} state={state} />}
      {extra}
    </div>
  );
});

/** Whether the bar stands beside a panel, where menus would take several lines. */
function useNarrow(bar: RefObject<HTMLDivElement | null>): boolean {
  const [narrow, setNarrow] = useState(false);
  useLayoutEffect(() => {
    const box = bar.current;
    if (!box) return;
    const look = () => setNarrow(box.clientWidth < NARROW);
    look();
    const observer = new ResizeObserver(look);
    observer.observe(box);
    return () => observer.disconnect();
  }, [bar]);
  return narrow;
}

type SearchProps = {
  value: string;
  placeholder: string;
  onChange: (value: string | null) => void;
  inputRef: (input: HTMLInputElement | null) => void;
};

/** What is typed shows at once and reaches the URL after a short pause. */
function SearchBox({ value, placeholder, onChange, inputRef }: SearchProps) {
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  // The URL changed from outside (clear, back): follow it.
  if (seen !== value) {
    setSeen(value);
    setText(value);
  }
  const send = useEffectEvent((next: string) => onChange(next.trim() === "" ? null : next.trim()));
  useEffect(() => {
    if (text.trim() === value) return;
    const timer = setTimeout(() => send(text), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, value]);
  return (
    <Input
      className={css["search"] ?? ""}
      ref={(input) => inputRef(input?.input ?? null)}
      value={text}
      allowClear
      prefix={<SearchOutlined aria-hidden />}
      placeholder={placeholder}
      aria-label={placeholder}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape" && text !== "") {
          event.stopPropagation();
          setText("");
        }
      }}
    />
  );
}
