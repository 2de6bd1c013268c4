import { Suspense, useEffect } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Outlet, useLocation, useNavigate } from "react-router";

import { ErrorBoundary } from "../../components/states/ErrorBoundary";
import { useCommand } from "../../state/commands/commands";
import { useMe } from "../../api/queries";
import type { ImportKind } from "../../api/types";
import { useConnection } from "../../state/live/connection";
import { Navigation } from "../navigation/Navigation";
import { navigation } from "../navigation/nav-entries";
import { NotificationCentre } from "../notices/NotificationCentre";
import { Palette } from "../palette/Palette";
import { at, importsAt } from "../../state/routes-at";
import css from "./Shell.module.css";
import { ShortcutOverview } from "../commands/ShortcutOverview";
import { useShortcuts } from "../commands/shortcuts";
import { useFocusReturn } from "../use-focus-return";
import { StatusBar } from "./StatusBar";
import { TaskCentre } from "../tasks/TaskCentre";
import { Banner, TitleBar } from "./TitleBar";
import { usePreferences } from "../../state/preferences";
import { platform } from "../../platform";
import { useAppStream } from "../use-app-stream";
import { Zoom } from "../zoom";

/** The frame around every page. */
export function Shell() {
  const { t } = useTranslation();
  const location = useLocation();
  useAppStream();
  useShortcuts();
  useFocusReturn();
  useRights();
  return (
    <div className={css["shell"]}>
      <a className={css["skip"]} href="#main" onClick={skipToMain}>
        {t("app.skip")}
      </a>
      <AppCommands />
      {platform.setZoom && <Zoom />}
      <TitleBar />
      <Banner />
      <div className={css["middle"]}>
        <Navigation />
        <main id="main" className={css["main"]} tabIndex={-1} data-path={location.pathname}>
          <ErrorBoundary resetKey={location.pathname.split("/").slice(0, 3).join("/")}>
            <Suspense fallback={null}>
              <Outlet />
            </Suspense>
          </ErrorBoundary>
        </main>
        <TaskCentre />
        <NotificationCentre />
      </div>
      <StatusBar />
      <Palette />
      <ShortcutOverview />
    </div>
  );
}

/** What the role forbids is off on every page. */
function useRights(): void {
  const permissions = useMe().data?.permissions;
  useEffect(() => {
    if (permissions) useConnection.getState().set({ mayWrite: permissions.includes("write") });
  }, [permissions]);
}

// The hash belongs to the router.
function skipToMain(event: { preventDefault: () => void }): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

/** Commands that exist on every page. */
function AppCommands() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { theme, language, zone, set } = usePreferences();
  const go = (path: string) => () => void navigate(path);

  useCommand({
    id: "go-profiles",
    kind: "page",
    title: t("nav.profiles"),
    keys: "g p",
    run: go(at.profiles),
    aliases: "lorawan document",
  });
  useCommand({
    id: "go-settings",
    kind: "page",
    title: t("nav.settings"),
    keys: "Ctrl+,",
    run: go(at.settings),
  });
  useCommand({
    id: "go-notification-groups",
    kind: "page",
    title: t("groups.title"),
    run: go(`${at.alarms}/groups`),
    aliases: "recipients members who is told e-mail",
  });
  useCommand({
    id: "go-mail",
    kind: "page",
    title: t("settings.section.mail"),
    run: go(`${at.settings}/mail`),
    aliases: "smtp e-mail server configuration",
  });
  useCommand({
    id: "refetch",
    title: t("commands.refresh"),
    keys: "F5|Ctrl+r",
    run: () => void client.invalidateQueries(),
  });
  useCommand({
    id: "toggle-theme",
    title: t(theme === "dark" ? "commands.lightTheme" : "commands.darkTheme"),
    run: () => set({ theme: theme === "dark" ? "light" : "dark" }),
  });
  useCommand({
    id: "toggle-language",
    title: language === "en" ? "切换到中文" : "Switch to English",
    run: () => set({ language: language === "en" ? "zh-CN" : "en" }),
  });
  useCommand({
    id: "toggle-zone",
    title: t(zone === "utc" ? "commands.localTime" : "commands.utc"),
    run: () => set({ zone: zone === "utc" ? "local" : "utc" }),
  });
  return (
    <>
      {navigation.flatMap((group) =>
        group.entries.map((entry) => (
          <PageCommand
            key={entry.id}
            id={entry.id}
            title={t(entry.label)}
            keys={entry.keys}
            aliases={entry.aliases}
            path={entry.path}
          />
        )),
      )}
      {(Object.keys(importsAt) as ImportKind[]).map((kind) => (
        <ImportCommand key={kind} kind={kind} />
      ))}
    </>
  );
}

function ImportCommand({ kind }: { kind: ImportKind }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  useCommand({
    id: `import-${kind}`,
    title: t(`imports.command_${kind}`),
    aliases: "excel xlsx csv json",
    writes: true,
    run: () => void navigate(`${importsAt[kind]}?import=file`),
  });
  return null;
}

type PageCommandProps = {
  id: string;
  title: string;
  keys: string;
  aliases: string | undefined;
  path: string;
};

function PageCommand({ id, title, keys, aliases, path }: PageCommandProps) {
  const navigate = useNavigate();
  useCommand({
    id: `go-${id}`,
    kind: "page",
    title,
    keys,
    aliases,
    run: () => void navigate(path),
  });
  return null;
}
