import { useState } from "react";
import { useTranslation } from "react-i18next";

import { keys } from "../../api/keys";
import { useUpdateGateway } from "../../api/mutations";
import { toProblem } from "../../api/problem";
import { getGateway } from "../../api/queries";
import type { Gateway } from "../../api/types";
import { useNewest } from "../../components/drafts/use-newest";
import type { Draft } from "../../components/fields/use-draft";
import { toastDone, toastFailed } from "../../components/toast";
import { useLeaveGuard } from "../../components/use-leave-guard";
import { toInput, type RadioValues, type RecordValues } from "./gateway-values";

type Values = RecordValues | RadioValues;

/** Saves the edited part of a gateway; what the instance refuses is told at its field. */
export function useSave<Part extends Values>(
  gateway: Gateway,
  part: (gateway: Gateway) => Part,
  draft: Draft<Part>,
) {
  const { t } = useTranslation();
  const update = useUpdateGateway();
  const [errors, setErrors] = useState<Record<string, string>>({});
  const { eui } = gateway;
  const isNewest = useNewest(keys.one("gateways", eui), () => getGateway(eui), part, draft);
  useLeaveGuard(draft.changes > 0, () => false, draft.reset);

  function send(): void {
    update.mutate(
      { eui, ...toInput(draft.changed as Partial<RecordValues & RadioValues>) },
      {
        onSuccess() {
          draft.reset();
          setErrors({});
          toastDone(t("gateways.saved"));
        },
        onError(error) {
          const { fields } = toProblem(error);
          setErrors(Object.fromEntries(fields.map(({ field, detail }) => [field, detail])));
          if (fields.length === 0) toastFailed(t("gateways.saveFailed"), error);
        },
      },
    );
  }

  function save(): void {
    isNewest().then(
      (newest) => newest && send(),
      (error: unknown) => toastFailed(t("gateways.saveFailed"), error),
    );
  }

  const discard = () => {
    setErrors({});
    draft.reset();
  };
  return { save, send, discard, errors, saving: update.isPending };
}
