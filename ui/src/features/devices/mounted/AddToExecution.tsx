import { Input, Modal, Spin, type InputRef } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useExecutions, useUpdateExecution } from "../../../api/tasks";
import type { CallableRpcModel, DeviceDetail, DeviceExecution } from "../../../api/types";
import { ErrorPanel } from "../../../components/states/ErrorPanel";
import { toastDone, toastFailed } from "../../../components/messages/toast";
import { fold } from "../../../lib/text";
import { useFirstFocus } from "../../../components/fields/use-first-focus";
import css from "./ExecutionTags.module.css";

/** So many are shown; the others are found by their name. */
const SHOWN = 100;

type Props = { device: DeviceDetail; model: CallableRpcModel; onClose: () => void };

/** Puts a device at the end of an execution that is there already. */
export function AddToExecution({ device, model, onClose }: Props) {
  const { t } = useTranslation();
  const { eui } = device;
  const [typed, setTyped] = useState("");
  const all = useExecutions({ sort: "name" });
  const own = useExecutions({ eui });
  const update = useUpdateExecution();
  const search = useFirstFocus<InputRef>();
  const inside = new Set(own.data?.map(({ id }) => id));

  function reason(execution: DeviceExecution): string | null {
    if (execution.rpc_id !== model.id) {
      return t("rpc.bound.otherRpc", { name: execution.rpc_name ?? t("deviceExecutions.rpcGone") });
    }
    return inside.has(execution.id) ? t("rpc.bound.inside") : null;
  }

  function add({ id, name }: DeviceExecution): void {
    update.mutate(
      { id, body: { add_euis: [eui] } },
      {
        onSuccess() {
          toastDone(t("rpc.bound.added", { name }));
          onClose();
        },
        onError: (error) => toastFailed(t("errors.failed"), error),
      },
    );
  }

  const found = all.data?.filter(({ name }) => fold(name).includes(fold(typed))) ?? [];
  const rows = found.map((execution) => ({ execution, why: reason(execution) }));
  // What can be chosen comes first; within that the order is by name.
  const offered = [...rows.filter(({ why }) => !why), ...rows.filter(({ why }) => why)];
  const error = all.error ?? own.error;
  return (
    <Modal open width={480} title={t("rpc.bound.existingTitle")} footer={null} onCancel={onClose}>
      <p className="hint">
        {t("rpc.bound.existingText", { rpc: model.name, device: device.name || eui })}
      </p>
      <Input.Search
        ref={search}
        allowClear
        value={typed}
        aria-label={t("rpc.bound.search")}
        placeholder={t("rpc.bound.search")}
        onChange={(event) => setTyped(event.target.value)}
      />
      {error ? (
        <ErrorPanel error={error} onRetry={() => void (all.refetch(), own.refetch())} />
      ) : !all.data || !own.data ? (
        <Spin delay={150} />
      ) : (
        <ul className={css["list"]} aria-label={t("rpc.bound.existingTitle")}>
          {offered.length === 0 && (
            <li>
              <p className={css["none"]}>
                {t(all.data.length === 0 ? "rpc.bound.noneYet" : "grid.noMatch")}
              </p>
            </li>
          )}
          {offered.slice(0, SHOWN).map(({ execution, why }) => (
            <li key={execution.id}>
              <button
                type="button"
                className={css["choice"]}
                disabled={why !== null || update.isPending}
                onClick={() => add(execution)}
              >
                <span>{execution.name}</span>
                <span className="hint">
                  {why ?? t("deviceExecutions.devicesCount", { count: execution.devices })}
                </span>
              </button>
            </li>
          ))}
          {offered.length > SHOWN && (
            <li>
              <p className={css["none"]}>
                {t("common.andMore", { count: offered.length - SHOWN })}
              </p>
            </li>
          )}
        </ul>
      )}
    </Modal>
  );
}
