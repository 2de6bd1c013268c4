import { loadPart } from "../../lib/code-part";
import type { Language } from "../preferences";

/** The texts of each language; one travels only when somebody reads it. */
export const texts: Record<Language, () => Promise<object>> = {
  en: async () => (await loadPart(() => import("../../locales/en.json"))).default,
  "zh-CN": async () => (await loadPart(() => import("../../locales/zh-CN.json"))).default,
};
