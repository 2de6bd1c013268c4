import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useOffered } from "./DeviceSelect";
import { useFieldIds } from "./Field";
import css from "./Field.module.css";

type Props = {
  value: string[];
  onChange: (euis: string[]) => void;
  /** Devices that cannot be chosen. */
  without: readonly string[];
};

/** Several devices of the tenant, found by the instance by EUI, name or tag. */
export function DevicesSelect({ value, onChange, without }: Props) {
  const { t } = useTranslation();
  const { id, describedBy, invalid } = useFieldIds();
  const [typed, setTyped] = useState("");
  const { devices, isFetching } = useOffered(typed);
  return (
    <Select
      id={id}
      className={css["tags"] ?? ""}
      mode="multiple"
      value={value}
      loading={isFetching}
      placeholder={t("devices.search")}
      aria-describedby={describedBy}
      {...(invalid ? { status: "error" as const } : {})}
      onChange={onChange}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      options={devices
        .filter((device) => !without.includes(device.eui))
        .map((device) => ({ value: device.eui, label: device.name || device.eui, device }))}
      optionRender={({ data }) => (
        <span className={css["option"]}>
          <span>{data.device.name || t("devices.unnamed")}</span>
          <span className="mono hint">{data.device.eui}</span>
          <span className="hint">{t(`devices.type_${data.device.device_type}`)}</span>
        </span>
      )}
    />
  );
}
