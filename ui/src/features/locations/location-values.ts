// What a person says of a location. Pure.

import type { TFunction } from "i18next";

import type { Location, LocationInput } from "../../api/types";
import type { FieldErrors } from "../../components/fields/use-field-errors";

export type LocationValues = {
  code: string;
  name: string;
  /** Id of the place it is in. */
  parent: string | null;
  address_1: string;
  address_2: string;
  address_3: string;
  zip: string;
  phone: string;
  latitude: number | null;
  longitude: number | null;
};

export const newLocation = (parent: string | null): LocationValues => ({
  code: "",
  name: "",
  parent,
  address_1: "",
  address_2: "",
  address_3: "",
  zip: "",
  phone: "",
  latitude: null,
  longitude: null,
});

export const valuesOf = (location: Location): LocationValues => ({
  code: location.code,
  name: location.name,
  parent: location.parent_id,
  address_1: location.address_1,
  address_2: location.address_2,
  address_3: location.address_3,
  zip: location.zip,
  phone: location.phone,
  latitude: location.latitude,
  longitude: location.longitude,
});

/** The API takes the id of the place it is in where the code would stand. */
export function inputOf({ parent, ...rest }: Partial<LocationValues>): LocationInput {
  return { ...rest, ...(parent === undefined ? {} : { parent_code: parent }) };
}

export const CODE_MAX = 32;
const CODE = /^[\p{L}\p{N}_.-]+$/u;

/** What is wrong before anything is sent, by field. */
export function checkLocation(t: TFunction, values: LocationValues): FieldErrors {
  const errors: FieldErrors = {};
  const code = values.code.trim();
  if (code === "") errors["code"] = t("errors.required");
  else if (!CODE.test(code)) errors["code"] = t("locations.badCode");
  if (values.name.trim() === "") errors["name"] = t("errors.required");
  if (values.latitude !== null && values.longitude === null) {
    errors["longitude"] = t("locations.halfPosition");
  }
  if (values.longitude !== null && values.latitude === null) {
    errors["latitude"] = t("locations.halfPosition");
  }
  return errors;
}

/** The lines of its address that say something. */
export const addressOf = ({ address_1, address_2, address_3, zip }: Location) =>
  [address_1, address_2, address_3, zip].filter(Boolean).join(", ");

/** Whether something keeps a location from being deleted. */
export const isUsed = ({ children, devices, gateways, device_templates }: Location) =>
  children + devices + gateways + device_templates > 0;
