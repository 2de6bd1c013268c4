import { useTranslation } from "react-i18next";

import { useSetScope, type ModelKind } from "../../api/models";
import { useMay, useMe } from "../../api/queries";
import type { MenuEntry } from "../grid/types";
import { confirm } from "../messages/confirm";
import { toastDone, toastFailed } from "../messages/toast";
import { isPublic } from "./kinds";

type Model = { id: string; name: string; scope: string; built_in: boolean };

/** Makes models everybody's and a tenant's again; only the owner of the instance may. */
export function useScope(kind: ModelKind) {
  const { t } = useTranslation();
  const me = useMe().data;
  const set = useSetScope(kind);

  async function change(model: Model, scope: string): Promise<void> {
    const words = isPublic(model) ? ("takeBack" as const) : ("promote" as const);
    const yes = await confirm({
      level: 1,
      title: t(`models.${words}.title`, { name: model.name, tenant: scope }),
      text: t(`models.${words}.text`),
      verb: t(`models.${words}.verb`, { tenant: scope }),
    });
    if (!yes) return;
    set.mutate(
      { id: model.id, scope },
      {
        onSuccess: () => toastDone(t(`models.${words}.done`, { name: model.name, tenant: scope })),
        onError: (error) => toastFailed(t(`models.${words}.failed`), error),
      },
    );
  }

  /** What can become of a model: an entry of its menu, or none. */
  return (model: Model): MenuEntry[] => {
    if (!me?.permissions.includes("manage") || model.built_in) return [];
    const scope = isPublic(model) ? me.tenant : "PUBLIC";
    const words = isPublic(model) ? ("takeBack" as const) : ("promote" as const);
    return [
      {
        key: "scope",
        label: t(`models.${words}.menu`, { tenant: scope }),
        writes: true,
        onSelect: () => void change(model, scope),
      },
    ];
  };
}

/** Whether a tenant has a model as it is: it ships, or only the owner of the instance may change it. */
export function useFixed(model: Pick<Model, "scope" | "built_in">): boolean {
  const me = useMe().data;
  return isPublic(model) && (model.built_in || !me?.permissions.includes("manage"));
}

/** Whether the caller can only look at a model. */
export function useReadOnly(model: Pick<Model, "scope" | "built_in">): boolean {
  const fixed = useFixed(model);
  const mayWrite = useMay("write");
  return fixed || !mayWrite;
}
