import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useId, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import { ScopeChip } from "../../../../components/values/Tags";
import { classes, fold } from "../../../../lib/text";
import css from "../Bulk.module.css";

type TransferItem = {
  id: string;
  name: string;
  /** Its text id. */
  code: string;
  scope: string | null;
  /** How many of the selected devices have it. */
  on: number;
};

type Props = {
  label: string;
  items: readonly TransferItem[];
  /** They are asked for. */
  isPending: boolean;
  /** Ids on the right, in their order. */
  chosen: readonly string[];
  /** How many devices are selected. */
  total: number;
  onChange: (chosen: string[]) => void;
};

/**
 * Everything there is on the left, what is to be added on the right. Moves by button, double-click,
 * dragging, or by keyboard alone: arrows choose, Enter moves, → and ← move to their side.
 */
export function TransferList({ label, items, isPending, chosen, total, onChange }: Props) {
  const { t } = useTranslation();
  const [search, setSearch] = useState("");
  const [left, setLeft] = useState<string | null>(null);
  const [right, setRight] = useState<string | null>(null);
  const needle = fold(search.trim());
  const offered = items.filter(
    (item) => !chosen.includes(item.id) && fold(`${item.name} ${item.code}`).includes(needle),
  );
  const picked = chosen.flatMap((id) => items.find((item) => item.id === id) ?? []);
  const isFull = (item: TransferItem) => total > 0 && item.on === total;
  const canAdd = offered.some((item) => item.id === left && !isFull(item));

  function add(id: string | null): void {
    const item = offered.find((one) => one.id === id);
    if (!item || isFull(item)) return;
    setLeft(after(offered, item.id));
    onChange([...chosen, item.id]);
  }
  function remove(id: string | null): void {
    if (id === null || !chosen.includes(id)) return;
    setRight(after(picked, id));
    onChange(chosen.filter((one) => one !== id));
  }
  return (
    <div className={css["transfer"]} role="group" aria-label={label}>
      <div className={css["side"]}>
        <Input
          size="small"
          allowClear
          value={search}
          placeholder={t("bulkUpdate.findModel")}
          aria-label={t("bulkUpdate.findModel")}
          onChange={(event) => setSearch(event.target.value)}
        />
        <Listbox
          label={t("bulkUpdate.allModels")}
          items={offered}
          total={total}
          active={left}
          isOff={isFull}
          onActive={setLeft}
          moves="ArrowRight"
          onMove={add}
          onDrop={remove}
          empty={t(isPending ? "common.loading" : "bulkUpdate.noModels")}
        />
      </div>
      <div className={css["movers"]}>
        <Button
          icon={<RightOutlined />}
          aria-label={t("bulkUpdate.moveRight")}
          disabled={!canAdd}
          onClick={() => add(left)}
        />
        <Button
          icon={<LeftOutlined />}
          aria-label={t("bulkUpdate.moveLeft")}
          disabled={right === null || !chosen.includes(right)}
          onClick={() => remove(right)}
        />
      </div>
      <div className={css["side"]}>
        <h4>{t("bulkUpdate.toAdd", { count: picked.length })}</h4>
        <Listbox
          label={t("bulkUpdate.toAdd", { count: picked.length })}
          items={picked}
          total={total}
          active={right}
          isOff={() => false}
          onActive={setRight}
          moves="ArrowLeft"
          onMove={remove}
          onDrop={add}
          empty={t("bulkUpdate.nothingToAdd")}
        />
      </div>
    </div>
  );
}

/** The item that is at the place of one that goes. */
function after(items: readonly TransferItem[], id: string): string | null {
  const place = items.findIndex((item) => item.id === id);
  return (items[place + 1] ?? items[place - 1])?.id ?? null;
}

type ListboxProps = {
  label: string;
  items: readonly TransferItem[];
  total: number;
  active: string | null;
  isOff: (item: TransferItem) => boolean;
  onActive: (id: string) => void;
  moves: "ArrowLeft" | "ArrowRight";
  onMove: (id: string) => void;
  onDrop: (id: string) => void;
  empty: string;
};

function Listbox(props: ListboxProps) {
  const { label, items, total, active, isOff, onActive, moves, onMove, onDrop, empty } = props;
  const { t } = useTranslation();
  const prefix = useId();
  const list = useRef<HTMLUListElement>(null);
  const place = items.findIndex((item) => item.id === active);

  function go(to: number): void {
    const item = items[Math.min(Math.max(to, 0), items.length - 1)];
    if (!item) return;
    onActive(item.id);
    list.current?.querySelector(`#${CSS.escape(prefix + item.id)}`)?.scrollIntoView({
      block: "nearest",
    });
  }
  function onKeyDown(event: KeyboardEvent): void {
    const jumps: Record<string, number> = {
      ArrowDown: place + 1,
      ArrowUp: Math.max(0, place - 1),
      Home: 0,
      End: items.length - 1,
    };
    const jump = jumps[event.key];
    if (jump !== undefined) go(jump);
    else if ((event.key === "Enter" || event.key === moves) && active !== null) onMove(active);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <div className={css["box"]}>
      <ul
        ref={list}
        className={css["list"]}
        role="listbox"
        tabIndex={0}
        aria-label={label}
        aria-describedby={items.length === 0 ? `${prefix}empty` : undefined}
        aria-activedescendant={place < 0 ? undefined : prefix + (items[place]?.id ?? "")}
        onKeyDown={onKeyDown}
        // Not by the pointer: the list would move away under it before it is let go.
        onFocus={(event) => {
          if (place < 0 && event.currentTarget.matches(":focus-visible")) go(0);
        }}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          onDrop(event.dataTransfer.getData("text/plain"));
        }}
      >
        {items.map((item) => (
          <li
            key={item.id}
            id={prefix + item.id}
            role="option"
            aria-selected={item.id === active}
            aria-disabled={isOff(item)}
            className={classes(css["option"], item.id === active && css["active"])}
            draggable={!isOff(item)}
            onClick={() => onActive(item.id)}
            onDoubleClick={() => onMove(item.id)}
            onDragStart={(event) => event.dataTransfer.setData("text/plain", item.id)}
          >
            <span className={css["grow"]}>
              {item.name} {item.code !== "" && <code className="hint">{item.code}</code>}
            </span>
            {item.scope !== null && <ScopeChip scope={item.scope} />}
            {item.on > 0 && (
              <span className="hint tabular">{t("bulkUpdate.onOf", { on: item.on, total })}</span>
            )}
          </li>
        ))}
      </ul>
      {items.length === 0 && (
        <p id={`${prefix}empty`} className="hint">
          {empty}
        </p>
      )}
    </div>
  );
}
