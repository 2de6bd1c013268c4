import { useTranslation } from "react-i18next";

import { useCreateGateway, useDeleteGateway } from "../../api/mutations";
import type { Gateway } from "../../api/types";
import { toastDone, toastFailed } from "../../components/messages/toast";

/** Registers a gateway that sends already, with what the instance heard of it; can be undone. */
export function useAdopt(): (gateway: Gateway) => void {
  const { t } = useTranslation();
  const create = useCreateGateway();
  const remove = useDeleteGateway();
  return ({ eui }) =>
    create.mutate(
      { eui },
      {
        onSuccess(adopted) {
          const group = adopted.sub_band;
          const band = adopted.standard;
          const plan =
            band === null
              ? ""
              : ` ${group === null ? band : t("gateways.bandAndGroup", { band, group })}`;
          toastDone(t("gateways.adopted", { eui, plan }), {
            label: t("common.undo"),
            run: () =>
              remove.mutate(eui, {
                onError: (error) => toastFailed(t("errors.failed"), error),
              }),
          });
        },
        onError: (error) => toastFailed(t("gateways.saveFailed"), error),
      },
    );
}
