import type { TFunction } from "i18next";

import type { Status } from "../../api/types";
import { at } from "../../state/routes-at";
import { saidNow } from "../../components/values/said";
import type { Sign } from "../../components/values/StateChip";
import { bytes } from "../../lib/units";

type Concern = { key: string; sign: Sign; title: string; text?: string; to: string };

/** What is wrong, worst first. */
export function concerns(status: Status, t: TFunction): Concern[] {
  const { alarms, gateways, devices, profiles, queues, scripts, listeners } = status;
  const offlineGateways = gateways.offline;
  const dropped = queues.dropped ?? 0;
  const brokers = status.outside_brokers;
  const found: (Concern | false)[] = [
    ...listeners.problems.map((problem): Concern => ({
      key: `listener-${problem.listener}-${problem.address}`,
      sign: "error",
      title: t("overview.problemListener", problem),
      text: saidNow(problem.detail_said, problem.detail),
      to: `${at.settings}/instance`,
    })),
    alarms.urgent + alarms.high > 0 && {
      key: "alarms",
      sign: "error",
      title: t("overview.problemAlarms", { count: alarms.urgent + alarms.high }),
      to: `${at.alarms}/active`,
    },
    status.storage.disk_nearly_full && {
      key: "disk",
      sign: "error",
      title: t("overview.problemDisk"),
      text: t("overview.problemDiskText", { free: bytes(status.storage.disk_free_bytes ?? 0) }),
      to: `${at.settings}/storage`,
    },
    gateways.total > 0 &&
      gateways.online === 0 && {
        key: "gateways",
        sign: "error",
        title: t("overview.problemGateways"),
        text: t("overview.problemGatewaysText"),
        to: at.gateways,
      },
    gateways.contested > 0 && {
      key: "contested",
      sign: "error",
      title: t("overview.problemContested", { count: gateways.contested }),
      text: t("overview.problemContestedText"),
      to: at.gateways,
    },
    dropped > 0 && {
      key: "dropped",
      sign: "error",
      title: t("overview.problemDropped", { count: dropped }),
      to: at.networkData,
    },
    gateways.online > 0 &&
      offlineGateways > 0 && {
        key: "some-gateways",
        sign: "warning",
        title: t("overview.problemGatewaysSome", { count: offlineGateways }),
        to: `${at.gateways}?status=offline`,
      },
    scripts.failing_models > 0 && {
      key: "scripts",
      sign: "error",
      title: t("overview.problemScripts", { count: scripts.failing_models }),
      text: t("overview.problemScriptsText"),
      to: at.thingModels,
    },
    brokers.failing > 0 && {
      key: "outside-brokers",
      sign: "error",
      title: t("overview.problemBrokers", { count: brokers.failing }),
      text: t("overview.problemBrokersText"),
      to: `${at.settings}/brokers`,
    },
    devices.without_profile > 0 && {
      key: "profiles",
      sign: "warning",
      title: t("overview.problemProfiles", { count: devices.without_profile }),
      text: t("overview.problemProfilesText"),
      to: `${at.devices}?profile=missing`,
    },
    profiles.without_device > 0 && {
      key: "devices",
      sign: "warning",
      title: t("overview.problemDevices", { count: profiles.without_device }),
      text: t("overview.problemDevicesText"),
      to: `${at.profiles}?has_device=false`,
    },
    gateways.unregistered > 0 && {
      key: "unregistered",
      sign: "warning",
      title: t("overview.problemUnregistered", { count: gateways.unregistered }),
      to: `${at.gateways}?registered=false`,
    },
    devices.offline > 0 && {
      key: "offline",
      sign: "offline",
      title: t("overview.problemOffline", { count: devices.offline }),
      to: `${at.devices}?status=offline`,
    },
  ];
  return found.filter((one): one is Concern => one !== false);
}
