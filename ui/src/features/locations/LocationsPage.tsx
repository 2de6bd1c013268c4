import { PlusOutlined } from "@ant-design/icons";
import type { TFunction } from "i18next";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";

import { locationsPath, useDeleteLocation } from "../../api/locations";
import { restorePointWith, useUndo } from "../../api/restore";
import type { Location } from "../../api/types";
import { at } from "../../state/routes-at";
import { WriteButton } from "../../components/actions/WriteButton";
import { toastFailed, toastRefused } from "../../components/messages/toast";
import { Page } from "../../components/page/Page";
import { RecordList } from "../../components/records/RecordList";
import { useWhenOver } from "../../components/tasks/use-when-over";
import { listOf } from "../../components/values/phrases";
import { locationColumns } from "./location-columns";
import { isUsed } from "./location-values";
import { LocationPanel } from "./LocationPanel";
import { NewLocationPanel } from "./NewLocationPanel";

/** Where devices and gateways are: places in places. */
export function LocationsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { id, tab } = useParams();
  const [search] = useSearchParams();
  const remove = useDeleteLocation();
  const undo = useUndo();
  const whenOver = useWhenOver();
  const parent = search.get("parent");
  const isTree = !search.get("q") && (search.get("sort") ?? "path") === "path";
  const columns = useCallback(
    (words: TFunction, locale: string) => locationColumns(words, locale, isTree),
    [isTree],
  );

  /** As it was, under the id that other deleted records know it by. */
  async function restore({ id: record, name }: Location): Promise<void> {
    const point = await restorePointWith(record);
    if (point === null) return toastRefused(t("locations.expired", { name }));
    const task = await undo.mutateAsync({ id: point.id, overwrite: false });
    whenOver(task, ({ ok }) => (ok > 0 ? t("locations.restored", { name }) : null));
  }

  return (
    <Page
      title={t("nav.locations")}
      group={t("nav.maintenance")}
      actions={
        <WriteButton
          type="primary"
          icon={<PlusOutlined />}
          onClick={() => void navigate(`${at.locations}/new`)}
        >
          {t("locations.add")}
        </WriteButton>
      }
    >
      <RecordList<Location>
        words="locations"
        resource="locations"
        path={locationsPath}
        page={at.locations}
        label={t("nav.locations")}
        sort="path"
        id={id}
        tab={tab}
        columns={columns}
        remove={remove}
        restore={(row) => {
          restore(row).catch((error: unknown) => toastFailed(t("undo.failed"), error));
        }}
        refusal={(row) => (isUsed(row) ? whatIsThere(t, row) : null)}
        menu={(row) => [
          {
            key: "inside",
            label: t("locations.addInside"),
            writes: true,
            onSelect: () => void navigate(`${at.locations}/new?parent=${row.id}`),
          },
          {
            key: "devices",
            label: t("locations.showDevices"),
            onSelect: () => void navigate(`${at.devices}?location=${row.id}`),
          },
        ]}
        adding={<NewLocationPanel key={parent} parent={parent} />}
        panel={(open) => <LocationPanel open={open} />}
      />
    </Page>
  );
}

/** Why a location stays: what is in it, by kind. */
function whatIsThere(t: TFunction, row: Location): string {
  const kinds = [
    ["locations", row.children],
    ["devices", row.devices],
    ["gateways", row.gateways],
    ["templates", row.device_templates],
  ] as const;
  const used = kinds.filter(([, count]) => count > 0);
  const what = used.map(([kind, count]) => t(`locations.uses.${kind}`, { count }));
  return t("locations.inUse", { name: row.name, what: listOf(t, what) });
}
