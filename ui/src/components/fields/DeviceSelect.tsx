import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { getPage } from "../../api/client";
import { keys } from "../../api/keys";
import { getDevice, paths } from "../../api/queries";
import type { Device } from "../../api/types";
import { useDebounced } from "../../lib/use-debounced";
import { useFieldIds } from "./Field";
import css from "./Field.module.css";

const OFFERED = 50;

type Props = {
  /** An EUI; empty: none. */
  value: string;
  onChange: (eui: string) => void;
  /** What it is called where no field is around it. */
  label?: string;
  placeholder?: string;
  size?: "small";
};

/** Devices that fit what is typed; the instance does the looking. */
export function useOffered(typed: string) {
  const q = useDebounced(typed);
  const found = useQuery({
    queryKey: ["devices", "offered", q] as const,
    queryFn: ({ signal }) => getPage<Device>(paths.devices, { q, limit: OFFERED }, signal),
    placeholderData: keepPreviousData,
  });
  return { devices: found.data?.items ?? [], isFetching: found.isFetching };
}

/** What a device is called that is not among those offered; undefined while nobody knows. */
function useNameOf(eui: string): string | undefined {
  return useQuery({
    queryKey: keys.one("devices", eui),
    queryFn: () => getDevice(eui),
    enabled: eui !== "",
  }).data?.name;
}

/** One device of the tenant, found by the instance by EUI, name or tag. */
export function DeviceSelect({ value, onChange, label, placeholder, size }: Props) {
  const { t } = useTranslation();
  const { id, describedBy } = useFieldIds();
  const [typed, setTyped] = useState("");
  const { devices, isFetching } = useOffered(typed);
  const isOffered = devices.some(({ eui }) => eui === value);
  const name = useNameOf(isOffered ? "" : value);
  return (
    <Select<string>
      id={id}
      style={{ width: "100%" }}
      allowClear
      value={value === "" ? null : value}
      loading={isFetching}
      labelRender={({ label, value: eui }) => label ?? (name || eui)}
      placeholder={placeholder ?? t("models.chooseDevice")}
      {...(size === undefined ? {} : { size })}
      {...(label === undefined ? {} : { "aria-label": label })}
      aria-describedby={describedBy}
      showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped }}
      onChange={(eui?: string) => {
        setTyped("");
        onChange(eui ?? "");
      }}
      options={devices.map((device) => ({
        value: device.eui,
        label: device.name || device.eui,
        device,
      }))}
      optionRender={({ data }) => (
        <span className={css["option"]}>
          <span>{data.device.name}</span>
          <span className="mono hint">{data.device.eui}</span>
        </span>
      )}
    />
  );
}
