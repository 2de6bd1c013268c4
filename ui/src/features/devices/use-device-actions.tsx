import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type ListQuery } from "../../api/list";
import { useChangeTags } from "../../api/restore";
import type { SelectedDevices } from "../../api/types";
import { selectedDevices } from "../../components/grid/selected";
import type { SelectionModel } from "../../components/grid/selection";
import { useWhenOver } from "../../components/tasks/use-when-over";
import { toastDone, toastFailed } from "../../components/messages/toast";
import { TagsDialog } from "./TagsDialog";
import { DeleteDevices } from "./DeleteDevices";

type Options = {
  query: ListQuery;
  selection: SelectionModel;
  total: number;
  /** The devices that are about to go; null when they are meant by a filter. */
  onDeleted: (keys: string[] | null) => void;
};

type Asked = { what: "delete" | "tags"; devices: SelectedDevices };

/** What the devices page does to one or many devices. */
export function useDeviceActions({ query, selection, total, onDeleted }: Options) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<Asked | null>(null);
  const changeTags = useChangeTags();
  const whenOver = useWhenOver();
  const chosen = () => selectedDevices(selection.selection, query);

  /** The selection has done its work; the toast brings it back. */
  function clear(): void {
    const before = selection.selection;
    selection.clear();
    toastDone(t("deletion.begun"), {
      label: t("grid.restoreSelection"),
      run: () => selection.restore(before),
    });
  }

  const sizeOf = (devices: SelectedDevices) =>
    "euis" in devices ? devices.euis.length : total - devices.except.length;

  const dialog =
    asked?.what === "delete" ? (
      <DeleteDevices
        devices={asked.devices}
        count={sizeOf(asked.devices)}
        onClose={() => setAsked(null)}
        onBegun={(task) => {
          onDeleted("euis" in asked.devices ? asked.devices.euis : null);
          selection.clear();
          whenOver(task, (over) => t("devices.deleted", { count: over.ok }));
        }}
      />
    ) : asked?.what === "tags" ? (
      <TagsDialog
        count={sizeOf(asked.devices)}
        onCancel={() => setAsked(null)}
        onChange={(change) => {
          setAsked(null);
          changeTags.mutate(
            { devices: asked.devices, ...change },
            {
              onSuccess(task) {
                clear();
                whenOver(task, (over) => t("devices.tagged", { count: over.ok }));
              },
              onError: (error) => toastFailed(t("errors.failed"), error),
            },
          );
        }}
      />
    ) : null;

  return {
    remove: (eui?: string) =>
      setAsked({ what: "delete", devices: eui === undefined ? chosen() : { euis: [eui] } }),
    tag: () => setAsked({ what: "tags", devices: chosen() }),
    dialog,
  };
}
