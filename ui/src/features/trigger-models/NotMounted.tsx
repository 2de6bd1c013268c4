import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useUpdateDevice } from "../../api/mutations";
import { toProblem } from "../../api/problem";
import { getDevice } from "../../api/queries";
import { useCallableRpcs } from "../../api/rpc";
import type { RpcModel } from "../../api/types";
import { WriteButton } from "../../components/actions/WriteButton";
import { toastDone, toastFailed } from "../../components/messages/toast";
import { StateChip } from "../../components/values/StateChip";

type Props = { model: RpcModel; eui: string };

/** Says that a device could not run an RPC although there is one of the name, and adds it there. */
export function NotMounted({ model, eui }: Props) {
  const { t } = useTranslation();
  const callable = useCallableRpcs(eui);
  const update = useUpdateDevice();
  const add = useMutation({
    async mutationFn() {
      const device = await getDevice(eui);
      return update.mutateAsync({ eui, rpc: [...device.rpc.map(({ id }) => id), model.id] });
    },
    onSuccess: () => toastDone(t("rpc.tab.added")),
    onError: (error) => toastFailed(t("things.changeFailed"), error),
  });
  if (callable.error && toProblem(callable.error).code === "not_found") {
    return <StateChip sign="warning" label={t("trigger.noDevice")} />;
  }
  if (!callable.data || callable.data.some(({ id }) => id === model.id)) return null;
  return (
    <>
      <StateChip sign="warning" label={t("trigger.notMounted")} />
      <WriteButton size="small" loading={add.isPending} onClick={() => add.mutate()}>
        {t("trigger.mount", { name: model.name })}
      </WriteButton>
    </>
  );
}
