import {
  AlertOutlined,
  AppstoreOutlined,
  ClockCircleOutlined,
  ClusterOutlined,
  CodeOutlined,
  DashboardOutlined,
  EnvironmentOutlined,
  PlayCircleOutlined,
  ProfileOutlined,
  RadarChartOutlined,
  SendOutlined,
  SnippetsOutlined,
  TableOutlined,
  ThunderboltOutlined,
} from "@ant-design/icons";
import type { ParseKeys } from "i18next";
import type { ReactNode } from "react";

import { at } from "../../state/routes-at";

export type NavEntry = {
  id: string;
  label: ParseKeys;
  path: string;
  /** Other paths that belong to the entry. */
  also?: readonly string[];
  icon: ReactNode;
  keys: string;
  /** Words of the vendor's manual that the palette knows too. */
  aliases?: string;
};

type NavGroup = { id: string; label: ParseKeys | null; entries: readonly NavEntry[] };

/** Pages that exist, in the groups the menu paths of the product name. */
export const navigation: readonly NavGroup[] = [
  {
    id: "top",
    label: null,
    entries: [
      {
        id: "overview",
        label: "nav.overview",
        path: at.overview,
        icon: <DashboardOutlined />,
        keys: "g o",
        aliases: "control panel home 首页",
      },
    ],
  },
  {
    id: "data",
    label: "nav.data",
    entries: [
      {
        id: "application-data",
        label: "nav.applicationData",
        path: at.applicationData,
        icon: <TableOutlined />,
        keys: "g a",
        aliases: "realtime data history",
      },
      {
        id: "network-data",
        label: "nav.networkData",
        path: at.networkData,
        icon: <RadarChartOutlined />,
        keys: "g n",
        aliases: "ns data as data frames",
      },
    ],
  },
  {
    id: "maintenance",
    label: "nav.maintenance",
    entries: [
      {
        id: "devices",
        label: "nav.deviceManagement",
        path: at.devices,
        also: [at.profiles],
        icon: <AppstoreOutlined />,
        keys: "g d",
        aliases: "device configuration",
      },
      {
        id: "gateways",
        label: "nav.gateways",
        path: at.gateways,
        icon: <ClusterOutlined />,
        keys: "g w",
        aliases: "packet forwarder gwmp",
      },
      {
        id: "locations",
        label: "nav.locations",
        path: at.locations,
        icon: <EnvironmentOutlined />,
        keys: "g y",
        aliases: "geographic location site building floor room address place 位置",
      },
    ],
  },
  {
    id: "models",
    label: "nav.models",
    entries: [
      {
        id: "thing-models",
        label: "nav.thingModels",
        path: at.thingModels,
        icon: <CodeOutlined />,
        keys: "g t",
        aliases: "payload parser decoder codec script",
      },
      {
        id: "rpc-models",
        label: "nav.rpcModels",
        path: at.rpcModels,
        icon: <SendOutlined />,
        keys: "g r",
        aliases: "rpc command method downlink",
      },
      {
        id: "trigger-models",
        label: "nav.triggerModels",
        path: at.triggerModels,
        icon: <ThunderboltOutlined />,
        keys: "g g",
        aliases: "linkage rule automation",
      },
      {
        id: "device-templates",
        label: "nav.deviceTemplates",
        path: at.deviceTemplates,
        icon: <SnippetsOutlined />,
        keys: "g m",
        aliases: "configuration template",
      },
    ],
  },
  {
    id: "configuration",
    label: "nav.configuration",
    entries: [
      {
        id: "device-executions",
        label: "nav.deviceExecutions",
        path: at.deviceExecutions,
        icon: <PlayCircleOutlined />,
        keys: "g e",
        aliases: "multi-device rpc device action batch command",
      },
      {
        id: "scheduled-tasks",
        label: "nav.scheduledTasks",
        path: at.scheduledTasks,
        icon: <ClockCircleOutlined />,
        keys: "g s",
        aliases: "cron timer schedule",
      },
    ],
  },
  {
    id: "alarms",
    label: null,
    entries: [
      {
        id: "alarms",
        label: "nav.alarms",
        path: at.alarms,
        icon: <AlertOutlined />,
        keys: "g c",
        aliases: "alerts warnings notification groups e-mail 告警 通知",
      },
    ],
  },
  {
    id: "logs",
    label: "nav.logs",
    entries: [
      {
        id: "rpc-log",
        label: "nav.rpcLog",
        path: at.rpcLog,
        icon: <ProfileOutlined />,
        keys: "g l",
        aliases: "command log calls history of rpc",
      },
    ],
  },
];
