import { LogoutOutlined, SearchOutlined, UserOutlined } from "@ant-design/icons";
import { Button, Dropdown, Tooltip } from "antd";
import { useTranslation } from "react-i18next";

import { useMe, useStatus } from "../../api/queries";
import { menuItems } from "../../components/actions/menu-items";
import { StateSign } from "../../components/values/StateChip";
import { platform } from "../../platform";
import { clock } from "../../lib/time";
import { useConnection } from "../../state/live/connection";
import { NoticeBell } from "../notices/NotificationCentre";
import { useFromNow } from "../../state/now";
import { usePalette } from "../palette/state";
import { usePreferences, type ThemeChoice } from "../../state/preferences";
import { keyLabel } from "../../state/commands/keys";
import { TaskBadge } from "../tasks/TaskCentre";
import css from "./TitleBar.module.css";
import { useSignOut } from "./use-sign-out";

const nextTheme: Record<ThemeChoice, ThemeChoice> = {
  light: "dark",
  dark: "system",
  system: "light",
};
const themeSign: Record<ThemeChoice, string> = { light: "☀", dark: "☾", system: "◐" };

/** Where one acts, the search, language, theme and who one is. */
export function TitleBar() {
  const { t } = useTranslation();
  const me = useMe().data;
  const { theme, language, set } = usePreferences();
  const openPalette = usePalette((all) => all.show);
  const signOut = useSignOut();
  const desktop = platform.kind === "desktop";
  const instance = desktop ? t("app.thisComputer") : window.location.host;
  return (
    <header className={css["bar"]}>
      <span className={css["brand"]}>
        <img src="./favicon.svg" alt="" width="20" height="20" />
        ThinkLink
      </span>
      <span className={css["place"]}>
        <b>{instance}</b>
        {me && (
          <>
            <span aria-hidden>·</span>
            <span>{t("app.tenant", { tenant: me.tenant })}</span>
          </>
        )}
      </span>
      <button type="button" className={css["search"]} onClick={() => openPalette("")}>
        <SearchOutlined aria-hidden />
        <span>{t("palette.placeholder")}</span>
        <kbd>{keyLabel("Ctrl+k")}</kbd>
      </button>
      <span className={css["right"]}>
        <TaskBadge />
        <NoticeBell />
        <Tooltip title={t("app.language")}>
          <Button
            type="text"
            lang={language === "en" ? "zh-CN" : "en"}
            onClick={() => set({ language: language === "en" ? "zh-CN" : "en" })}
          >
            {language === "en" ? "中文" : "EN"}
          </Button>
        </Tooltip>
        <Tooltip title={t("app.theme", { theme: t(`theme.${theme}`) })}>
          <Button
            type="text"
            aria-label={t("app.theme", { theme: t(`theme.${theme}`) })}
            onClick={() => set({ theme: nextTheme[theme] })}
          >
            <span className={css["glyph"]} aria-hidden>
              {themeSign[theme]}
            </span>
          </Button>
        </Tooltip>
        {desktop || me?.local ? (
          <span className={css["user"]}>
            <UserOutlined aria-hidden /> {t("app.localOwner")}
          </span>
        ) : (
          <Dropdown
            trigger={["click"]}
            placement="bottomRight"
            menu={menuItems([
              {
                key: "sign-out",
                label: t("signIn.out"),
                icon: <LogoutOutlined />,
                onSelect: () => void signOut(),
              },
            ])}
          >
            <Button type="text" icon={<UserOutlined />}>
              {me?.account ?? ""}
            </Button>
          </Dropdown>
        )}
      </span>
    </header>
  );
}

const SHOWN_AFTER_MS = 1500;

/** At most one banner: a lost connection. */
export function Banner() {
  const { t } = useTranslation();
  const { state, since, attempts, retryAt, retryNow, mayWrite } = useConnection();
  const status = useStatus().data;
  const zone = usePreferences((all) => all.zone);
  /** Seconds to the next attempt, once the connection has been lost for a moment. */
  const wait = useFromNow((now) => {
    if (state === "live" || attempts === 0 || now - since <= SHOWN_AFTER_MS) return null;
    return retryAt === null ? 0 : Math.max(0, Math.ceil((retryAt - now) / 1000));
  });
  if (wait !== null) {
    return (
      <div className={css["banner"]} role="alert">
        <StateSign sign="error" />
        <span>
          {t("status.lost")} {t("status.asOf", { time: clock(since, zone, false) })}{" "}
          {wait > 0 ? t("status.retryIn", { seconds: wait }) : t("status.reconnecting")}
        </span>
        <Button size="small" onClick={retryNow}>
          {t("status.retryNow")}
        </Button>
      </div>
    );
  }
  const dropped = status?.queues.dropped ?? 0;
  if (dropped > 0) {
    return (
      <div className={css["warning"]} role="status">
        <StateSign sign="warning" />
        <span>{t("status.dropped", { count: dropped })}</span>
      </div>
    );
  }
  if (!mayWrite) {
    return (
      <div className={css["warning"]} role="status">
        <StateSign sign="disabled" />
        <span>{t("status.readOnlyBanner")}</span>
      </div>
    );
  }
  return null;
}
