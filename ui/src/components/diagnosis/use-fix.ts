import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import {
  useClearNonces,
  useCreateGateway,
  useResetCounters,
  useUpdateGateway,
  useUpdateProfile,
} from "../../api/mutations";
import { useRegions } from "../../api/queries";
import { at } from "../../state/routes-at";
import { confirm } from "../messages/confirm";
import { toastDone, toastFailed } from "../messages/toast";

/** What an action is about. */
export type FixTarget = {
  /** The device. */
  eui: string;
  /** What the finding names: `gateway`, `dev_eui`, `suggested`. */
  params?: Record<string, string> | undefined;
  /** The profile is in front of the user already: buttons that only lead there are left out. */
  atProfile?: boolean | undefined;
};

/** Seconds from a join request to its answer; the same in every device. */
const JOIN_DELAY_S = 5;

type Fix = { label: string } & ({ to: string } | { run: () => Promise<void> });

/** The actions of a diagnosis: each is a way to a page or a change that is asked about first. */
export function useFix({ eui, params = {}, atProfile = false }: FixTarget) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState<string | null>(null);
  const profile = useUpdateProfile();
  const nonces = useClearNonces();
  const counters = useResetCounters();
  const register = useCreateGateway();
  const gateway = useUpdateGateway();
  const regions = useRegions().data ?? [];
  const named = params["gateway"] ?? "";

  async function apply(action: string, change: () => Promise<unknown>): Promise<void> {
    setBusy(action);
    try {
      await change();
      toastDone(t("diagnosis.done"));
    } catch (error) {
      toastFailed(t("errors.failed"), error);
    } finally {
      setBusy(null);
    }
  }

  const change = (action: string, body: Parameters<typeof profile.mutateAsync>[0]) =>
    apply(action, () => profile.mutateAsync(body));

  async function clearNonces(): Promise<void> {
    const yes = await confirm({
      level: 1,
      title: t("profiles.clearNonces"),
      text: t("profiles.clearNoncesText"),
      verb: t("profiles.clearNonces"),
    });
    if (yes) await apply("clear_nonces", () => nonces.mutateAsync(eui));
  }

  async function resetCounters(): Promise<void> {
    const yes = await confirm({
      level: 2,
      title: t("profiles.resetCounters"),
      text: t("profiles.resetCountersText"),
      verb: t("profiles.resetCounters"),
      objects: [eui],
    });
    if (yes) await apply("reset_counters", () => counters.mutateAsync(eui));
  }

  async function allowReset(): Promise<void> {
    const yes = await confirm({
      level: 2,
      title: t("diagnosis.allowTitle"),
      text: t("diagnosis.allowText"),
      verb: t("diagnosis.actions.allow_reset"),
    });
    if (yes) await change("allow_reset", { dev_eui: eui, resets_f_cnt: true });
  }

  async function changeBand(standard: string): Promise<void> {
    const region = regions.find((one) => one.standard === standard);
    const yes = await confirm({
      level: 1,
      title: t("diagnosis.regionTitle", { standard }),
      text: t("diagnosis.regionText"),
      verb: t("diagnosis.actions.fix_region_to", { standard }),
    });
    if (yes && region) {
      await change("fix_region", { dev_eui: eui, standard, ...region.defaults });
    }
  }

  function fix(action: string, t: TFunction): Fix | null {
    const openProfile = `${at.profiles}/${eui}`;
    switch (action) {
      case "create_profile":
        return {
          label: t("diagnosis.actions.create_profile"),
          to: `${at.profiles}/new?dev_eui=${params["dev_eui"] ?? eui}`,
        };
      case "open_profile":
      case "check_app_key":
      case "check_session_keys":
      case "raise_rx_delay":
        if (atProfile) return null;
        return { label: t(`diagnosis.actions.${action}`), to: openProfile };
      case "enable_profile":
        return {
          label: t("diagnosis.actions.enable_profile"),
          run: () => change(action, { dev_eui: eui, enable: true }),
        };
      case "clear_nonces":
        return { label: t("diagnosis.actions.clear_nonces"), run: clearNonces };
      case "reset_counters":
        return { label: t("diagnosis.actions.reset_counters"), run: resetCounters };
      case "allow_reset":
        return { label: t("diagnosis.actions.allow_reset"), run: allowReset };
      case "fix_rx_delay_join":
        return {
          label: t("diagnosis.actions.fix_rx_delay_join"),
          run: () => change(action, { dev_eui: eui, rx_delay_join: JOIN_DELAY_S }),
        };
      case "fix_region": {
        const standard = params["suggested"];
        if (standard !== undefined) {
          return {
            label: t("diagnosis.actions.fix_region_to", { standard }),
            run: () => changeBand(standard),
          };
        }
        return atProfile ? null : { label: t("diagnosis.actions.fix_region"), to: openProfile };
      }
      case "connect_gateway":
        return { label: t("diagnosis.actions.connect_gateway"), to: at.gateways };
      case "open_gateway":
        return named
          ? { label: t("diagnosis.actions.open_gateway"), to: `${at.gateways}/${named}` }
          : { label: t("diagnosis.actions.connect_gateway"), to: at.gateways };
      case "register_gateway":
        return {
          label: t("diagnosis.actions.register_gateway"),
          run: () => apply(action, () => register.mutateAsync({ eui: named })),
        };
      case "enable_gateway":
        return {
          label: t("diagnosis.actions.enable_gateway"),
          run: () => apply(action, () => gateway.mutateAsync({ eui: named, enable: true })),
        };
      case "add_device":
        return { label: t("diagnosis.actions.add_device"), to: `${at.devices}?add=${eui}` };
      default:
        return null;
    }
  }

  return { fix, busy };
}
