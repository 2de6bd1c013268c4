import { Checkbox } from "antd";
import { useTranslation } from "react-i18next";

import { allMatching, type ListQuery } from "../../api/list";
import { deleteDevice, updateDevice } from "../../api/mutations";
import { getDevice, paths } from "../../api/queries";
import type { Device } from "../../api/types";
import { confirm } from "../../components/confirm";
import { distinctTags } from "../../components/fields/TagField";
import type { SelectionModel } from "../../components/grid/selection";
import type { useBulk } from "../../components/use-bulk";

type Options = {
  query: ListQuery;
  selection: SelectionModel;
  bulk: ReturnType<typeof useBulk>;
  onDeleted: (keys: string[]) => void;
};

/** From here on the number has to be typed. */
const MANY = 20;

/** What the devices page does to one or many devices. */
export function useDeviceActions({ query, selection, bulk, onDeleted }: Options) {
  const { t } = useTranslation();

  async function keys(): Promise<string[]> {
    const { selection: now } = selection;
    if (now.kind === "keys") return [...now.keys];
    const all = await allMatching<Device>(paths.devices, query, (row) => row.eui);
    return all.filter((key) => !now.except.has(key));
  }

  async function remove(list: string[]): Promise<void> {
    const choice = { telemetry: false, profile: false, children: false };
    const yes = await confirm({
      level: list.length > MANY ? 3 : 2,
      title: t("devices.deleteTitle", { count: list.length }),
      text: t("devices.deleteText"),
      verb: t("devices.deleteVerb", { count: list.length }),
      objects: list,
      count: list.length,
      extra: (
        <>
          <Checkbox
            onChange={(event) => {
              choice.telemetry = event.target.checked;
            }}
          >
            {t("devices.deleteTelemetry")}
          </Checkbox>
          <Checkbox
            onChange={(event) => {
              choice.profile = event.target.checked;
            }}
          >
            {t("devices.deleteProfile")}
          </Checkbox>
          <Checkbox
            onChange={(event) => {
              choice.children = event.target.checked;
            }}
          >
            {t("devices.deleteChildren")}
          </Checkbox>
        </>
      ),
    });
    if (!yes) return;
    onDeleted(list);
    await bulk.run(
      list,
      (eui) => deleteDevice({ eui, ...choice }),
      (done) => t("devices.deleted", { count: done }),
    );
  }

  async function addTags(list: string[], tags: string[]): Promise<void> {
    await bulk.run(
      list,
      async (eui) => {
        const device = await getDevice(eui);
        await updateDevice({ eui, tags: distinctTags([...device.tags, ...tags]) });
      },
      (done) => t("devices.tagged", { count: done }),
    );
  }

  return { keys, remove, addTags };
}
