import { describe, expect, it } from "vitest";

import type { Region, Standard } from "../../api/types";
import { changedInput, check, emptyProfile, toInput, withStandard } from "./profile-form";

const region = (standard: Standard, rx2dr: number, rx2_freq: number): Region => ({
  standard,
  label: standard,
  lw_versions: ["1.0.2"],
  defaults: { rx1dr_offset: 0, rx2dr, rx_delay: 1, rx_delay_join: 5, rx2_freq },
  rx2_freq_min: 0,
  rx2_freq_max: 1e9,
  rx1dr_offset_max: 5,
  downlink_data_rates: [],
});
const cn = region("CN470", 0, 505_300_000);
const eu = region("EU868", 0, 869_525_000);
const us = region("US902", 8, 923_300_000);
const KEY = "000102030405060708090a0b0c0d0e0f";

describe("a new profile", () => {
  it("is switched on, ABP, 1.0.2, class A, with the band's windows", () => {
    expect(emptyProfile(cn)).toMatchObject({
      join_mode: "ABP",
      enable: true,
      down_enable: true,
      lw_ver: "1.0.2",
      class_mode: "ClassA",
      join_class_mode: "ClassA",
      rx2_freq: 505_300_000,
      rx2dr: 0,
      rx1dr_offset: 0,
      rx_delay: 1,
      rx_delay_join: 5,
    });
  });

  it("needs DevEUI, DevAddr and both session keys, in this order", () => {
    expect(Object.keys(check(emptyProfile(eu), eu, true))).toEqual([
      "dev_eui",
      "dev_addr",
      "apps_key",
      "nwks_key",
    ]);
  });

  it("with OTAA needs DevEUI and AppKey", () => {
    const values = { ...emptyProfile(eu), join_mode: "OTAA" as const };
    expect(Object.keys(check(values, eu, true))).toEqual(["dev_eui", "app_key"]);
  });
});

describe("what is out of range", () => {
  it("is told in the unit of the field", () => {
    const found = check({ ...emptyProfile(eu), rx_delay: 99, rx2_freq: 9_999_000_000 }, eu, true);
    expect(found.rx_delay).toEqual({ kind: "range", min: 1, max: 15 });
    expect(found.rx2_freq).toEqual({ kind: "range", min: 1, max: 4294.967295 });
  });
});

describe("another band", () => {
  it("fills what was not changed", () => {
    const values = emptyProfile(cn);
    expect(withStandard(values, cn, us)).toMatchObject({ rx2_freq: 923_300_000, rx2dr: 8 });
  });

  it("keeps what was changed by hand", () => {
    const values = { ...emptyProfile(cn), rx2dr: 3 };
    const change = withStandard(values, cn, us);
    expect(change.rx2_freq).toBe(923_300_000);
    expect(change.rx2dr).toBeUndefined();
  });
});

describe("what is sent", () => {
  it("leaves out the keys of the other join mode", () => {
    const values = { ...emptyProfile(eu), join_mode: "OTAA" as const, app_key: KEY, apps_key: KEY };
    expect(toInput(values)).toMatchObject({ app_key: KEY });
    expect(toInput(values)).not.toHaveProperty("apps_key");
  });

  it("is only what differs from the stored profile", () => {
    const stored = { ...emptyProfile(eu, "70b3d57ed0001234"), dev_addr: "260b1a2c" };
    expect(changedInput({ ...stored, rx2dr: 3 }, stored)).toEqual({ rx2dr: 3 });
  });
});
