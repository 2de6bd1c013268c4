// The rules of the profile form, without any element: values, band defaults, checks, pasted text.

import type { ProfileDetail, ProfileInput, RadioDefaults, Region, Standard } from "../../api/types";
import { isHex } from "../../lib/hex";

const radioFields = [
  "rx1dr_offset",
  "rx_delay",
  "rx_delay_join",
  "rx2dr",
  "rx2_freq",
] as const satisfies readonly (keyof RadioDefaults)[];

export type ProfileValues = RadioDefaults & {
  dev_eui: string;
  join_mode: "ABP" | "OTAA";
  enable: boolean;
  down_enable: boolean;
  dev_addr: string;
  apps_key: string;
  nwks_key: string;
  app_key: string;
  join_eui: string;
  standard: Standard;
  lw_ver: "1.0.2" | "1.0.3" | "1.0.4";
  class_mode: "ClassA" | "ClassC";
  join_class_mode: "ClassA" | "ClassC";
  as923_group: number;
  resets_f_cnt: boolean;
  adr: boolean;
  batch: string;
  model: string;
  handle: string;
};

export type FormError =
  | { kind: "required" }
  | { kind: "length"; wanted: number; found: number }
  | { kind: "chars" }
  | { kind: "range"; min: number; max: number }
  | { kind: "server"; text: string; status: number };

export type FormErrors = Partial<Record<keyof ProfileValues, FormError>>;

/** A new profile of a band: switched on, ABP, class A. */
export function emptyProfile(region: Region, devEui = ""): ProfileValues {
  return {
    dev_eui: devEui,
    join_mode: "ABP",
    enable: true,
    down_enable: true,
    dev_addr: "",
    apps_key: "",
    nwks_key: "",
    app_key: "",
    join_eui: "",
    standard: region.standard,
    lw_ver: "1.0.2",
    class_mode: "ClassA",
    join_class_mode: "ClassA",
    as923_group: 1,
    resets_f_cnt: false,
    adr: true,
    batch: "",
    model: "",
    handle: "",
    ...region.defaults,
  };
}

export function fromProfile(profile: ProfileDetail): ProfileValues {
  return {
    dev_eui: profile.dev_eui,
    join_mode: profile.join_mode,
    enable: profile.enable,
    down_enable: profile.down_enable,
    dev_addr: profile.dev_addr ?? "",
    apps_key: profile.apps_key ?? "",
    nwks_key: profile.nwks_key ?? "",
    app_key: profile.app_key ?? "",
    join_eui: profile.join_eui ?? "",
    standard: profile.standard,
    lw_ver: profile.lw_ver,
    class_mode: profile.class_mode,
    join_class_mode: profile.join_class_mode,
    as923_group: profile.as923_group,
    resets_f_cnt: profile.resets_f_cnt,
    adr: profile.adr,
    batch: profile.batch,
    model: profile.model,
    handle: profile.handle,
    rx1dr_offset: profile.rx1dr_offset,
    rx2dr: profile.rx2dr,
    rx_delay: profile.rx_delay,
    rx_delay_join: profile.rx_delay_join,
    rx2_freq: profile.rx2_freq,
  };
}

/** Another band: untouched radio values follow its defaults, changed ones stay. */
export function withStandard(
  values: ProfileValues,
  from: Region | undefined,
  to: Region,
): Partial<ProfileValues> {
  const change: Partial<ProfileValues> = { standard: to.standard };
  for (const field of radioFields) {
    if (!from || values[field] === from.defaults[field]) change[field] = to.defaults[field];
  }
  return change;
}

function checkHex(value: string, wanted: number, required: boolean): FormError | undefined {
  if (value === "") return required ? { kind: "required" } : undefined;
  if (!isHex(value)) return { kind: "chars" };
  return value.length === wanted ? undefined : { kind: "length", wanted, found: value.length };
}

function checkRange(value: number, min: number, max: number): FormError | undefined {
  return Number.isInteger(value) && value >= min && value <= max
    ? undefined
    : { kind: "range", min, max };
}

/** A range as the field shows it. */
function inMegahertz(error: FormError | undefined): FormError | undefined {
  return error?.kind === "range" ? { ...error, min: error.min / 1e6, max: error.max / 1e6 } : error;
}

/** What is wrong, in the order of the form; only fields of the chosen join mode count. */
export function check(
  values: ProfileValues,
  region: Region | undefined,
  isNew: boolean,
): FormErrors {
  const abp = values.join_mode === "ABP";
  const found: [keyof ProfileValues, FormError | undefined][] = [
    ["dev_eui", isNew ? checkHex(values.dev_eui, 16, true) : undefined],
    ["dev_addr", abp ? checkHex(values.dev_addr, 8, true) : undefined],
    ["apps_key", abp ? checkHex(values.apps_key, 32, true) : undefined],
    ["nwks_key", abp ? checkHex(values.nwks_key, 32, true) : undefined],
    ["app_key", abp ? undefined : checkHex(values.app_key, 32, true)],
    ["join_eui", abp ? undefined : checkHex(values.join_eui, 16, false)],
    ["rx1dr_offset", checkRange(values.rx1dr_offset, 0, region?.rx1dr_offset_max ?? 7)],
    ["rx_delay", checkRange(values.rx_delay, 1, 15)],
    ["rx_delay_join", checkRange(values.rx_delay_join, 1, 15)],
    ["rx2_freq", inMegahertz(checkRange(values.rx2_freq, 1_000_000, 4_294_967_295))],
  ];
  return Object.fromEntries(found.filter(([, error]) => error !== undefined)) as FormErrors;
}

/** What is sent: the other join mode's keys stay in the form. */
export function toInput(values: ProfileValues): ProfileInput {
  const abp = values.join_mode === "ABP";
  return {
    join_mode: values.join_mode,
    enable: values.enable,
    down_enable: values.down_enable,
    adr: values.adr,
    standard: values.standard,
    lw_ver: values.lw_ver,
    class_mode: values.class_mode,
    join_class_mode: values.join_class_mode,
    rx1dr_offset: values.rx1dr_offset,
    rx2dr: values.rx2dr,
    rx_delay: values.rx_delay,
    rx_delay_join: values.rx_delay_join,
    rx2_freq: values.rx2_freq,
    batch: values.batch.trim(),
    model: values.model.trim(),
    handle: values.handle.trim(),
    ...(values.standard === "AS923" ? { as923_group: values.as923_group } : {}),
    ...(abp
      ? {
          dev_addr: values.dev_addr,
          apps_key: values.apps_key,
          nwks_key: values.nwks_key,
          resets_f_cnt: values.resets_f_cnt,
        }
      : { app_key: values.app_key, join_eui: values.join_eui === "" ? null : values.join_eui }),
  };
}

/** Only what differs from the stored profile. */
export function changedInput(values: ProfileValues, stored: ProfileValues): ProfileInput {
  const after = toInput(values);
  const before: Record<string, unknown> =
    values.join_mode === stored.join_mode ? toInput(stored) : {};
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => before[name] !== value),
  ) as ProfileInput;
}
