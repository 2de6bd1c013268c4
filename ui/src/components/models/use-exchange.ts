import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { ListQuery } from "../../api/list";
import type { ModelKind } from "../../api/models";
import { useMe } from "../../api/queries";
import type { JsonObject } from "../../api/types";
import { fileStamp } from "../../lib/time";
import { platform } from "../../platform";
import { toastDone, toastFailed } from "../toast";
import { fileOf, listedIds, modelsIn } from "./exchange";

/** Writes models of a kind to a file, and opens one. */
export function useExchange(kind: ModelKind) {
  const { t } = useTranslation();
  const tenant = useMe().data?.tenant ?? "";
  const [busy, setBusy] = useState(false);
  const [file, setFile] = useState<{ name: string; models: JsonObject[] } | null>(null);

  async function save(load: () => Promise<readonly string[]>, what: string): Promise<void> {
    if (busy) return;
    setBusy(true);
    try {
      const ids = await load();
      const name = [what, tenant, fileStamp(new Date())].filter(Boolean).join("-") + ".json";
      await platform.saveText(name, await fileOf(kind, ids), "application/json");
      toastDone(t("models.export.done", { count: ids.length, name }));
    } catch (error) {
      toastFailed(t("models.export.failed"), error);
    } finally {
      setBusy(false);
    }
  }

  return {
    busy,
    file,
    close: () => setFile(null),
    saveOne: (id: string, key: string) => save(() => Promise.resolve([id]), key),
    saveListed: (query: ListQuery) => save(() => listedIds(kind, query), kind),
    async open(): Promise<void> {
      const opened = await platform.openText(["json"]);
      if (!opened) return;
      const models = modelsIn(kind, opened.text);
      if (typeof models === "string") {
        toastFailed(
          t("models.import.badFile", { name: opened.name }),
          new Error(t(`models.import.${models}`)),
        );
      } else setFile({ name: opened.name, models });
    },
  };
}
