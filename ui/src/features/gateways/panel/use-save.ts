import { useTranslation } from "react-i18next";

import { keys } from "../../../api/keys";
import { useUpdateGateway } from "../../../api/mutations";
import { getGateway } from "../../../api/queries";
import type { Gateway } from "../../../api/types";
import { useDraftSave } from "../../../components/drafts/use-draft-save";
import type { Draft } from "../../../components/fields/use-draft";
import { toInput, type RadioValues, type RecordValues } from "../gateway-values";

type Values = RecordValues | RadioValues;

/** Saves the edited part of a gateway. */
export function useSave<Part extends Values>(
  { eui }: Gateway,
  part: (gateway: Gateway) => Part,
  draft: Draft<Part>,
) {
  const { t } = useTranslation();
  const update = useUpdateGateway();
  const save = useDraftSave({
    draft,
    queryKey: keys.one("gateways", eui),
    load: () => getGateway(eui),
    valuesOf: part,
    update: (changed, answers) =>
      update.mutate({ eui, ...toInput(changed as Partial<RecordValues & RadioValues>) }, answers),
    saved: t("gateways.saved"),
    failed: t("gateways.saveFailed"),
  });
  return { ...save, saving: update.isPending };
}
