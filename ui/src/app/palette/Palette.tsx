import { SearchOutlined } from "@ant-design/icons";
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { isComposing } from "../../lib/ime";
import { classes } from "../../lib/text";
import { useCommand, useCommands } from "../../state/commands/commands";
import { matchCommands, useObjectHits, type Hit } from "./search";
import { useShortcutOverview } from "../../state/commands/shortcut-overview";
import { usePalette } from "./state";
import css from "./Palette.module.css";
import { at } from "../../state/routes-at";
import { keyLabel } from "../../state/commands/keys";

/** Ctrl K: pages, actions and objects in one list. */
export function Palette() {
  const { t } = useTranslation();
  const { open, initial, show, hide } = usePalette();
  useCommand({
    id: "palette",
    title: t("palette.open"),
    keys: "Ctrl+k",
    everywhere: true,
    quiet: true,
    run: () => (open ? hide() : show("")),
  });
  return open ? <Box initial={initial} onClose={hide} /> : null;
}

type Props = { initial: string; onClose: () => void };

function Box({ initial, onClose }: Props) {
  const { t } = useTranslation();
  const go = useNavigate();
  const commands = useCommands((all) => all.commands);
  const showShortcuts = useShortcutOverview((all) => all.set);
  const [typed, setTyped] = useState(initial);
  const [chosen, setChosen] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const ids = useId();

  useEffect(() => {
    const box = dialog.current;
    box?.showModal();
    return () => box?.close();
  }, []);

  const objects = useObjectHits(typed, (path) => void go(path));
  const hits = useMemo(() => {
    const text = typed.trim();
    if (text.startsWith("?")) {
      const entry: Hit = {
        id: "shortcuts",
        kind: "action",
        title: t("shortcuts.title"),
        keys: "?",
        run: () => showShortcuts(true),
      };
      return [entry];
    }
    if (text.startsWith("#")) {
      const tag = text.slice(1).trim();
      const entry: Hit = {
        id: "tag",
        kind: "tag",
        title: t("palette.devicesWithTag", { tag }),
        run: () => void go(`${at.devices}?tag=${encodeURIComponent(tag)}`),
      };
      return tag === "" ? [] : [entry];
    }
    const actionsOnly = text.startsWith(">");
    const local = matchCommands(commands.values(), actionsOnly ? text.slice(1) : text, actionsOnly);
    // Digits of an EUI mean an object, words mean a page.
    return /\d/.test(text) ? [...objects.hits, ...local] : [...local, ...objects.hits];
  }, [typed, commands, objects.hits, t, go, showShortcuts]);

  const current = Math.min(chosen, Math.max(0, hits.length - 1));

  useEffect(() => {
    list.current?.querySelector(`[data-at="${current}"]`)?.scrollIntoView({ block: "nearest" });
  }, [current]);

  function run(hit: Hit | undefined): void {
    if (!hit || hit.disabledReason) return;
    onClose();
    hit.run();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === "ArrowDown") setChosen((current + 1) % Math.max(1, hits.length));
    else if (event.key === "ArrowUp")
      setChosen((current - 1 + hits.length) % Math.max(1, hits.length));
    else if (event.key === "Enter") run(hits[current]);
    else return;
    event.preventDefault();
  }

  return (
    <dialog
      ref={dialog}
      className={css["box"]}
      aria-label={t("palette.open")}
      onCancel={onClose}
      onClose={(event) => {
        // The event comes late: it may tell of a box that is open again.
        if (!event.currentTarget.open) onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className={css["inner"]}>
        <div className={css["field"]}>
          <SearchOutlined aria-hidden />
          <input
            autoFocus
            role="combobox"
            aria-expanded
            aria-controls={`${ids}-list`}
            aria-activedescendant={hits.length > 0 ? `${ids}-${current}` : undefined}
            aria-label={t("palette.open")}
            placeholder={t("palette.hint")}
            spellCheck={false}
            autoComplete="off"
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              setChosen(0);
            }}
            onKeyDown={onKeyDown}
          />
        </div>
        <div
          ref={list}
          id={`${ids}-list`}
          role="listbox"
          aria-label={t("palette.results")}
          className={css["list"]}
        >
          {hits.map((hit, index) => (
            <div
              key={hit.id}
              id={`${ids}-${index}`}
              role="option"
              aria-selected={index === current}
              aria-disabled={hit.disabledReason !== undefined}
              data-at={index}
              className={classes(css["hit"], index === current && css["current"])}
              onMouseMove={() => setChosen(index)}
              onClick={() => run(hit)}
            >
              <span className={css["kind"]}>{t(`palette.kind.${hit.kind}`)}</span>
              <span className={css["title"]}>{hit.title}</span>
              {hit.detail && hit.detail !== hit.title && (
                <span className="mono hint">{hit.detail}</span>
              )}
              <span className={css["grow"]} />
              {hit.disabledReason && <span className="hint">{hit.disabledReason}</span>}
              {hit.keys && <kbd>{keyLabel(hit.keys)}</kbd>}
            </div>
          ))}
          {hits.length === 0 && (
            <div className={css["none"]}>
              {objects.busy ? t("palette.searching") : t("palette.nothing")}
            </div>
          )}
        </div>
      </div>
    </dialog>
  );
}
