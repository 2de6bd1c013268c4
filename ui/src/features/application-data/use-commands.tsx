import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { at } from "../../state/routes-at";
import { useExecute } from "../../components/rpc/use-execute";
import type { MenuEntry } from "../../components/grid/types";
import { platform } from "../../platform";
import { RPC_ACTION } from "./columns";
import type { LatestRow } from "./use-latest";

type Commands = {
  /** What the buttons of the action column do. */
  onAction: (row: LatestRow, action: string) => void;
  /** The row's menu: its history, its device, and every RPC of that. */
  entries: (row: LatestRow) => MenuEntry[];
  dialog: ReactNode;
};

/** The action column: RPCs of the row's device, and its history. */
export function useCommands(history: (row: LatestRow) => void): Commands {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { executeById, dialog } = useExecute();
  return {
    onAction(row, action) {
      if (action.startsWith(RPC_ACTION)) {
        executeById(row.device.eui, action.slice(RPC_ACTION.length));
      } else history(row);
    },
    entries: (row) => {
      const { device } = row;
      return [
        { key: "history", label: t("data.history"), onSelect: () => history(row) },
        {
          key: "device",
          label: t("devices.openDevice"),
          onSelect: () => void navigate(`${at.devices}/${device.eui}/telemetry`),
        },
        {
          key: "copy",
          label: t("devices.copyEui"),
          onSelect: () => void platform.copyText(device.eui),
        },
        ...device.rpc.map((rpc) => ({
          key: `${RPC_ACTION}${rpc.id}`,
          label: t("rpc.execute.of", { name: rpc.name }),
          writes: true,
          onSelect: () => executeById(device.eui, rpc.id),
        })),
      ];
    },
    dialog,
  };
}
