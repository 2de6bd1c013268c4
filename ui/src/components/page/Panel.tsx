import { CloseOutlined, DownOutlined, EllipsisOutlined, UpOutlined } from "@ant-design/icons";
import { Button, Dropdown, Tooltip } from "antd";
import {
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
} from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "react-router";

import { useCommand } from "../../state/commands/commands";
import { usePreferences } from "../../state/preferences";
import { keyLabel } from "../../state/commands/keys";
import { isDialogOpen } from "../../lib/dialog-open";
import type { MenuEntry } from "../grid/types";
import { menuItems } from "../actions/menu-items";
import { useCopyLink } from "../actions/use-copy-link";
import css from "./Panel.module.css";

const NARROWEST = 480;
const WIDEST = 1200;
const KEY_STEP = 24;

export type PanelTab = { key: string; label: string; badge?: ReactNode };

type Props = {
  testId: string;
  /** Shape of the state, before the title. */
  sign?: ReactNode;
  title: ReactNode;
  /** Second line: EUI with copy, chips, links. */
  subtitle?: ReactNode;
  tabs?: readonly PanelTab[];
  tab?: string;
  onTab?: (key: string) => void;
  menu?: MenuEntry[];
  /** Not for what its address would not show again: a form of something new. */
  linked?: boolean;
  onClose: () => void;
  onPrevious?: (() => void) | undefined;
  onNext?: (() => void) | undefined;
  /** Save bar; stays at the bottom. */
  footer?: ReactNode;
  children: ReactNode;
};

/** An object beside its list: docked, resizable, no mask and no focus trap. */
export function Panel(props: Props) {
  const { t } = useTranslation();
  const heading = useId();
  const width = usePreferences((all) => all.panelWidth);
  const { tabs, tab, onTab, linked = true, menu: own = [] } = props;
  const { pathname, search } = useLocation();
  const copyLink = useCopyLink();
  const link = linked ? copyLink(pathname + search) : [];
  const menu: MenuEntry[] =
    link.length > 0 && own.length > 0 ? [...link, "divider", ...own] : [...link, ...own];

  useCommand({
    id: "panel-close",
    title: t("panel.close"),
    keys: "Escape",
    quiet: true,
    run: props.onClose,
  });
  useCommand({
    id: "panel-previous",
    title: t("panel.previous"),
    keys: "Alt+ArrowUp",
    quiet: true,
    run: () => props.onPrevious?.(),
  });
  useCommand({
    id: "panel-next",
    title: t("panel.next"),
    keys: "Alt+ArrowDown",
    quiet: true,
    run: () => props.onNext?.(),
  });
  useTabKeys(tabs, onTab);

  return (
    <aside
      className={css["panel"]}
      role="region"
      aria-labelledby={heading}
      style={{ width }}
      data-testid={props.testId}
    >
      <Edge />
      <header className={css["header"]}>
        <div className={css["titles"]}>
          <h2 id={heading} className={css["title"]}>
            {props.sign}
            {props.title}
          </h2>
          {props.subtitle && <div className={css["subtitle"]}>{props.subtitle}</div>}
        </div>
        <div className={css["buttons"]}>
          {menu.length > 0 && (
            <Dropdown trigger={["click"]} menu={menuItems(menu)} placement="bottomRight">
              <Button type="text" aria-label={t("panel.actions")} icon={<EllipsisOutlined />} />
            </Dropdown>
          )}
          <Tooltip title={`${t("panel.previous")} (${keyLabel("Alt+ArrowUp")})`}>
            <Button
              type="text"
              aria-label={t("panel.previous")}
              icon={<UpOutlined />}
              disabled={!props.onPrevious}
              onClick={props.onPrevious}
            />
          </Tooltip>
          <Tooltip title={`${t("panel.next")} (${keyLabel("Alt+ArrowDown")})`}>
            <Button
              type="text"
              aria-label={t("panel.next")}
              icon={<DownOutlined />}
              disabled={!props.onNext}
              onClick={props.onNext}
            />
          </Tooltip>
          <Tooltip title={`${t("common.close")} (Esc)`}>
            <Button
              type="text"
              aria-label={t("common.close")}
              icon={<CloseOutlined />}
              onClick={props.onClose}
            />
          </Tooltip>
        </div>
      </header>
      {tabs && tab !== undefined && <TabBar tabs={tabs} tab={tab} onTab={onTab} />}
      <div
        className={css["body"]}
        {...(tabs
          ? { role: "tabpanel", id: "panel-body", "aria-labelledby": `panel-tab-${tab}` }
          : {})}
      >
        {props.children}
      </div>
      {props.footer}
    </aside>
  );
}

/** Ctrl 1…9 opens a tab, unless a dialog is over it: what it holds would go with its tab. */
function useTabKeys(
  tabs: readonly PanelTab[] | undefined,
  onTab: ((key: string) => void) | undefined,
): void {
  useLayoutEffect(() => {
    if (!tabs || !onTab) return;
    const open = onTab;
    const all = tabs;
    function onKey(event: globalThis.KeyboardEvent): void {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || !/^[1-9]$/.test(event.key)) return;
      if (isDialogOpen()) return;
      const tab = all[Number(event.key) - 1];
      if (!tab) return;
      event.preventDefault();
      open(tab.key);
    }
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [tabs, onTab]);
}

type TabBarProps = {
  tabs: readonly PanelTab[];
  tab: string;
  onTab?: ((key: string) => void) | undefined;
};

/** Tabs whose selection lives in the URL; arrows move, as a tab list does. */
export function TabBar({ tabs, tab, onTab }: TabBarProps) {
  const { t } = useTranslation();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // A tab that its address opens may stand outside of a narrow panel.
    const open = list.current?.querySelector(`#panel-tab-${tab}`);
    open?.scrollIntoView?.({ block: "nearest", inline: "nearest" });
  }, [tab]);

  const [hidden, setHidden] = useState({ before: false, behind: false });
  useEffect(() => {
    const box = list.current;
    if (!box) return;
    function look(): void {
      if (!box) return;
      const before = box.scrollLeft > 1;
      const behind = box.scrollLeft + box.clientWidth < box.scrollWidth - 1;
      setHidden((now) =>
        now.before === before && now.behind === behind ? now : { before, behind },
      );
    }
    const observer = new ResizeObserver(look);
    for (const part of [box, ...box.children]) observer.observe(part);
    box.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      box.removeEventListener("scroll", look);
    };
  }, [tabs.length]);

  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = tabs.findIndex((one) => one.key === tab);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    onTab?.(next.key);
    list.current?.querySelector<HTMLElement>(`#panel-tab-${next.key}`)?.focus();
  }

  return (
    <div
      ref={list}
      className={css["tabs"]}
      data-before={hidden.before}
      data-behind={hidden.behind}
      role="tablist"
      aria-label={t("panel.tabs")}
      onKeyDown={onKeyDown}
    >
      {tabs.map((one) => (
        <button
          key={one.key}
          id={`panel-tab-${one.key}`}
          type="button"
          role="tab"
          className={css["tab"]}
          aria-selected={one.key === tab}
          aria-controls="panel-body"
          tabIndex={one.key === tab ? 0 : -1}
          onClick={() => onTab?.(one.key)}
        >
          {one.label}
          {one.badge}
        </button>
      ))}
    </div>
  );
}

/** The left edge: dragged, or moved with the arrow keys. */
function Edge() {
  const { t } = useTranslation();
  const width = usePreferences((all) => all.panelWidth);
  const set = usePreferences((all) => all.set);
  const start = useRef<{ x: number; width: number } | null>(null);
  const resize = (next: number) =>
    set({ panelWidth: Math.round(Math.max(NARROWEST, Math.min(WIDEST, next))) });

  function onPointerDown(event: PointerEvent<HTMLDivElement>): void {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, width };
  }

  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowLeft: KEY_STEP, ArrowRight: -KEY_STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    resize(width + step);
  }

  return (
    <div
      className={css["edge"]}
      role="separator"
      aria-orientation="vertical"
      aria-label={t("panel.resize")}
      aria-valuenow={width}
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => {
        if (start.current) resize(start.current.width - (event.clientX - start.current.x));
      }}
      onPointerUp={() => {
        start.current = null;
      }}
    />
  );
}

type SplitProps = { list: ReactNode; panel?: ReactNode; onMask: () => void };

/** A list with an optional panel at its right; on narrow windows the panel covers the list. */
export function Split({ list, panel, onMask }: SplitProps) {
  return (
    <div className={css["split"]}>
      <div className={css["list"]}>{list}</div>
      {panel && <div className={css["mask"]} aria-hidden onClick={onMask} />}
      {panel}
    </div>
  );
}
