import { useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { callableRpcs, useCallRpc } from "../../api/rpc";
import type { CallableRpcModel, Json } from "../../api/types";
import { toastDone, toastFailed } from "../messages/toast";
import { ExecuteDialog } from "./ExecuteDialog";

type Asked = { eui: string; model: CallableRpcModel; initial: Record<string, Json> };

type Execute = {
  execute: (eui: string, model: CallableRpcModel, initial?: Record<string, Json>) => void;
  /** The same, when only the id is known. */
  executeById: (eui: string, id: string) => void;
  /** Id of the model that is being called. */
  calling: string | null;
  dialog: ReactNode;
};

/** Calls commands from wherever they are offered: at once without parameters, else by a dialog. */
export function useExecute(): Execute {
  const { t } = useTranslation();
  const client = useQueryClient();
  const call = useCallRpc();
  const [asked, setAsked] = useState<Asked | null>(null);

  function execute(eui: string, model: CallableRpcModel, initial = {}): void {
    if (Object.keys(model.template).length > 0) return setAsked({ eui, model, initial });
    call.mutate(
      { eui, method: model.id, params: {} },
      {
        onSuccess: () => toastDone(t("rpc.execute.called", { name: model.name })),
        onError: (error) => toastFailed(t("rpc.execute.failed"), error),
      },
    );
  }

  return {
    execute,
    executeById: (eui, id) =>
      void client.fetchQuery(callableRpcs(eui)).then(
        (models) => {
          const model = models.find((one) => one.id === id);
          if (model) execute(eui, model);
          else toastFailed(t("rpc.execute.failed"), new Error(t("rpc.execute.notMounted")));
        },
        (error: unknown) => toastFailed(t("rpc.execute.failed"), error),
      ),
    calling: call.isPending ? call.variables.method : null,
    dialog: asked && (
      <ExecuteDialog key={asked.model.id} {...asked} onClose={() => setAsked(null)} />
    ),
  };
}
