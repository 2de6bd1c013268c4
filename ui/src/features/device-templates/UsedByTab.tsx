import { Button } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { useList } from "../../api/list";
import { paths } from "../../api/queries";
import type { Device, DeviceTemplate } from "../../api/types";
import { at } from "../../state/routes-at";
import { useListState } from "../../state/url-state";
import { WriteButton } from "../../components/actions/WriteButton";
import { DataGrid } from "../../components/grid/DataGrid";
import { FilterBar } from "../../components/grid/filters/FilterBar";
import css from "../../components/models/Models.module.css";
import { EmptyState } from "../../components/states/EmptyState";
import { deviceColumns } from "../devices/columns";

const SHOWN = ["status", "eui", "name", "device_type", "tags", "active_time", "updated_at"];
const NO_FILTERS: [] = [];

type Props = {
  template: DeviceTemplate;
  /** Resets the devices to what the template is now. */
  onReset: () => void;
};

/** The devices that were made or last reset by a template. */
export function UsedByTab({ template, onReset }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const state = useListState(["q"], "name");
  const source = useList<Device>("devices", paths.devices, {
    ...state.query,
    template: template.id,
  });
  const columns = useMemo(
    () =>
      deviceColumns(t)
        .filter(({ id }) => SHOWN.includes(id))
        .map((column) => ({ ...column, shown: true })),
    [t],
  );
  const list = `${at.devices}?template=${template.id}`;
  return (
    <div className={css["bare"]}>
      <DataGrid<Device>
        id="template-devices"
        label={t("template.usedBy")}
        columns={columns}
        source={source}
        rowKey={(row) => row.eui}
        state={state}
        onOpen={(row) => void navigate(`${at.devices}/${row.eui}?template=${template.id}`)}
        filters={
          <FilterBar
            state={state}
            placeholder={t("devices.search")}
            filters={NO_FILTERS}
            extra={
              <>
                <Button size="small" onClick={() => void navigate(list)}>
                  {t("template.inDevices")}
                </Button>
                <WriteButton size="small" disabled={source.total === 0} onClick={onReset}>
                  {t("template.resetThem")}
                </WriteButton>
              </>
            }
          />
        }
        empty={<EmptyState title={t("template.unused")} text={t("template.unusedText")} />}
        countText={(count) => t("devices.count", { count })}
      />
    </div>
  );
}
