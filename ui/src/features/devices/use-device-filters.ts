import type { TFunction } from "i18next";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { useModelChoice, useTagChoice } from "../../api/choices";
import { useLocationChoice } from "../../api/locations";
import { useTaskFilter } from "../../components/grid/filters/use-task-filter";
import type { FilterDef } from "../../components/grid/filters/filter";
import { statusFilter } from "../../components/grid/filters/status-filter";
import { duration } from "../../lib/units";
import { SWITCHES } from "../../components/values/device-switches";
import { durationWords } from "../../components/values/duration-words";
import { labelled } from "../../components/values/phrases";

const HOUR = 3_600;
const DAY = 24 * HOUR;

/**
 * What devices can be filtered by; what to choose from comes from the instance. `templateName` is
 * what the template of the first device is called: when devices are filtered by one, it is that of
 * all, also when it is gone.
 */
export function useDeviceFilters(active: Record<string, string>, templateName: string | undefined) {
  const { t } = useTranslation();
  const [choosing, setChoosing] = useState(false);
  const wants = (...names: string[]) => choosing || names.some((name) => name in active);
  const thingModels = useModelChoice("thing-models", wants("thing_model"));
  const rpcModels = useModelChoice("rpc-models", wants("rpc"));
  const triggerModels = useModelChoice("trigger-models", wants("trigger"));
  const templates = useModelChoice("device-templates", choosing).data;
  const known = useTagChoice(choosing).data;
  const places = useLocationChoice(wants("location"));
  const task = useTaskFilter(active["task"]);
  const { tag, parent, template } = active;
  // The answers themselves are new with every drawing.
  const things = useNamed(thingModels);
  const rpcs = useNamed(rpcModels);
  const triggers = useNamed(triggerModels);

  const filters = useMemo((): FilterDef[] => {
    const tags = (known ?? []).map((one) => one.tag);
    return [
      statusFilter(t),
      {
        name: "device_type",
        label: t("devices.type"),
        options: (["NORMAL", "SUB_DEVICE", "VIRTUAL"] as const).map((value) => ({
          value,
          label: t(`devices.type_${value}`),
        })),
      },
      {
        name: "data_from",
        label: t("devices.source"),
        options: ["LoRaWAN", "OTHER"].map((value) => ({ value, label: value })),
      },
      { name: "thing_model", label: t("devices.models"), ...things },
      {
        name: "profile",
        label: t("devices.profile"),
        options: (["ok", "missing", "disabled", "down_off"] as const).map((value) => ({
          value,
          label: t(`devices.profile_${value}`),
        })),
      },
      { name: "tag", label: t("devices.tags"), options: plain(tag, tags) },
      // The panel of a parent leads here.
      ...(parent ? [{ name: "parent", label: t("devices.parent"), options: plain(parent) }] : []),
      ...task,
    ];
  }, [t, things, known, tag, parent, task]);

  const more = useMemo((): FilterDef[] => {
    // A comma stands between tags.
    const tags = (known ?? []).map((one) => one.tag).filter((one) => !one.includes(","));
    const tagged = (name: string, label: string) => ({
      name,
      label,
      options: plain(undefined, tags),
      many: true,
    });
    return [
      lastSeen(t),
      {
        name: "alarm",
        label: t("devices.filter.alarm"),
        options: [
          { value: "any", label: t("devices.filter.alarmAny") },
          { value: "none", label: t("devices.filter.alarmNone") },
          ...(["low", "mid", "high", "urgent"] as const).map((value) => ({
            value,
            label: t("devices.filter.alarmLevel", { level: t(`alarms.levels.${value}`) }),
          })),
        ],
      },
      tagged("tags_any", t("devices.filter.tagsAny")),
      tagged("tags_all", t("devices.filter.tagsAll")),
      tagged("tags_none", t("devices.filter.tagsNone")),
      { name: "rpc", label: t("devices.tab.rpc"), ...rpcs },
      { name: "trigger", label: t("devices.tab.triggers"), ...triggers },
      {
        name: "template",
        label: t("devices.template"),
        options: [
          ...options(templates),
          ...(template && !templates?.some(({ id }) => id === template)
            ? [{ value: template, label: templateName ?? template }]
            : []),
        ],
      },
      {
        name: "location",
        label: t("locations.location"),
        options: (places.data ?? []).map(({ id, path }) => ({ value: id, label: path })),
        isPending: places.isPending,
      },
      {
        name: "switch",
        label: t("devices.filter.switch"),
        many: true,
        options: SWITCHES.flatMap((name) =>
          (["on", "off"] as const).map((state) => ({
            value: `${name}:${state}`,
            label: labelled(t, t(`template.switch.${name}`), t(`common.${state}`)),
          })),
        ),
      },
    ];
  }, [t, known, rpcs, triggers, templates, template, templateName, places.data, places.isPending]);

  return useMemo(() => ({ filters, more, onChoose: () => setChoosing(true) }), [filters, more]);
}

type Named = { id: string; name: string };

const options = (models: readonly Named[] | undefined) =>
  (models ?? []).map(({ id, name }) => ({ value: id, label: name }));

/** Models by their names. */
function useNamed({ data, isPending }: { data: Named[] | undefined; isPending: boolean }) {
  return useMemo(() => ({ options: options(data), isPending }), [data, isPending]);
}

/** Texts that stand for themselves; one that is in use is there before the others are known. */
const plain = (used: string | undefined, all: readonly string[] = []) =>
  [...new Set([...(used ? [used] : []), ...all])].map((value) => ({ value, label: value }));

function lastSeen(t: TFunction): FilterDef {
  const words = durationWords(t);
  const option = (kind: "within" | "over") => (seconds: number) => ({
    value: `${kind}:${seconds}`,
    label: t(`devices.filter.${kind}`, { time: duration(seconds, words) }),
  });
  return {
    name: "last_seen",
    label: t("devices.lastSeen"),
    options: [
      ...[HOUR, DAY, 7 * DAY].map(option("within")),
      ...[HOUR, DAY, 7 * DAY, 30 * DAY].map(option("over")),
      { value: "never", label: t("state.never_seen") },
    ],
  };
}
