import { at } from "../../state/routes-at";

/** Where a device becomes a template, which is seen and edited before it is stored. */
export const fromDevice = (eui: string) => `${at.deviceTemplates}/new?device=${eui}`;
