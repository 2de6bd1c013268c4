import { Button, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useShortcutOverview } from "../../state/commands/shortcut-overview";
import { usePreferences, ZOOMS, type Language, type ThemeChoice } from "../../state/preferences";
import { Field, FormSection, Wide } from "../../components/fields/Field";
import { Toggle } from "../../components/fields/Toggle";
import { Choice } from "../../components/fields/Choice";
import { toastDone } from "../../components/messages/toast";
import { zoneLabel, type Zone } from "../../lib/time";
import { platform, type Permission } from "../../platform";
import type { Density } from "../../theme/tokens";

/** How this window looks and listens to the keyboard; kept on this computer. */
export function General() {
  const { t } = useTranslation();
  const { language, theme, density, zone, zoom, singleLetters, set } = usePreferences();
  const showShortcuts = useShortcutOverview((all) => all.set);
  return (
    <>
      <FormSection title={t("settings.appearance")}>
        <Field group label={t("settings.language")}>
          <Segmented<Language>
            block
            value={language}
            onChange={(next) => set({ language: next })}
            options={[
              { value: "en", label: "English" },
              { value: "zh-CN", label: "简体中文" },
            ]}
          />
        </Field>
        <Field group label={t("settings.theme")}>
          <Segmented<ThemeChoice>
            block
            value={theme}
            onChange={(next) => set({ theme: next })}
            options={[
              { value: "light", label: t("settings.themeLight") },
              { value: "dark", label: t("settings.themeDark") },
              { value: "system", label: t("settings.themeSystem") },
            ]}
          />
        </Field>
        <Field group label={t("settings.density")}>
          <Segmented<Density>
            block
            value={density}
            onChange={(next) => set({ density: next })}
            options={[
              { value: "compact", label: t("density.compact") },
              { value: "comfortable", label: t("density.comfortable") },
            ]}
          />
        </Field>
        <Field group label={t("settings.zone")}>
          <Segmented<Zone>
            block
            value={zone}
            onChange={(next) => set({ zone: next })}
            options={[
              { value: "local", label: t("settings.zoneLocal", { zone: zoneLabel("local") }) },
              { value: "utc", label: "UTC" },
            ]}
          />
        </Field>
        {platform.setZoom && (
          <Field label={t("settings.zoom")} help={t("settings.zoomHelp")}>
            <Choice
              value={zoom}
              options={ZOOMS.map((size: number) => ({ value: size, label: `${size} %` }))}
              onChange={(next) => set({ zoom: next })}
            />
          </Field>
        )}
      </FormSection>
      <Notices />
      <FormSection title={t("settings.keyboard")}>
        <Wide>
          <Toggle
            label={t("settings.letters")}
            help={t("settings.lettersHelp")}
            value={singleLetters}
            onChange={(next) => set({ singleLetters: next })}
          />
        </Wide>
        <Wide>
          <Button onClick={() => showShortcuts(true)}>{t("settings.showShortcuts")}</Button>
        </Wide>
      </FormSection>
      <FormSection title={t("settings.layout")}>
        <Wide>
          <Button
            onClick={() => {
              set({ columns: {}, panelWidth: 620, navCollapsed: false, welcomeDismissed: false });
              toastDone(t("settings.resetDone"));
            }}
          >
            {t("settings.resetLayout")}
          </Button>
        </Wide>
      </FormSection>
    </>
  );
}

const froms = ["off", "low", "mid", "high", "urgent"] as const;

/** What is told of alarms while nobody looks. */
function Notices() {
  const { t } = useTranslation();
  const { alarmNotices, alarmSound, set } = usePreferences();
  const [state, setState] = useState<Permission>(() => platform.noticePermission());
  const options = froms.map((value) => ({
    value,
    label:
      value === "off"
        ? t("notices.never")
        : t("notices.from", { level: t(`alarms.levels.${value}`) }),
  }));
  return (
    <FormSection title={t("notices.title")}>
      <Field
        label={t("notices.system")}
        help={state === "granted" ? t("notices.systemHelp") : t(`notices.permission.${state}`)}
        note={
          state === "ask" && (
            <Button onClick={() => void platform.askForNotices().then(setState)}>
              {t("notices.allow")}
            </Button>
          )
        }
      >
        <Choice
          value={alarmNotices}
          options={options}
          onChange={(next) => set({ alarmNotices: next })}
        />
      </Field>
      <Field label={t("notices.sound")} help={t("notices.soundHelp")}>
        <Choice
          value={alarmSound}
          options={options}
          onChange={(next) => {
            set({ alarmSound: next });
            if (next !== "off") platform.chime();
          }}
        />
      </Field>
    </FormSection>
  );
}
