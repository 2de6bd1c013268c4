import { Button, Dropdown, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import { useUpdateExecution } from "../../../api/tasks";
import type { CallableRpcModel, DeviceDetail, DeviceExecution } from "../../../api/types";
import { useWriteBlock } from "../../../state/live/connection";
import { at } from "../../../state/routes-at";
import { confirm } from "../../../components/messages/confirm";
import { toastDone, toastFailed } from "../../../components/messages/toast";
import { AddToExecution } from "./AddToExecution";
import css from "./ExecutionTags.module.css";

type Props = {
  device: DeviceDetail;
  model: CallableRpcModel;
  /** The executions that call this model on this device. */
  executions: readonly DeviceExecution[];
  /** Binds an RPC that the device has from its parent. */
  onBind: () => void;
};

/** The device executions that call one RPC on one device, and the ways into another one. */
export function ExecutionTags({ device, model, executions, onBind }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const update = useUpdateExecution();
  const blocked = useWriteBlock() !== null;
  const [choosing, setChoosing] = useState(false);
  const { eui } = device;

  async function unbind({ id, name }: DeviceExecution): Promise<void> {
    const yes = await confirm({
      level: 1,
      title: t("rpc.bound.removeTitle", { name, device: device.name || eui }),
      text: t("rpc.bound.removeText"),
      verb: t("rpc.bound.remove"),
    });
    if (!yes) return;
    update.mutate(
      { id, body: { remove_euis: [eui] } },
      {
        onSuccess: () => toastDone(t("rpc.bound.removed", { name })),
        onError: (error) => toastFailed(t("errors.failed"), error),
      },
    );
  }

  const choices = [
    { key: "new", label: t("rpc.bound.create") },
    { key: "existing", label: t("rpc.bound.existing") },
  ];
  const bindFirst = [
    { key: "why", label: t("rpc.bound.inherited"), disabled: true },
    { key: "bind", label: t("rpc.bound.bindFirst", { name: model.name }) },
  ];
  return (
    <div className={css["tags"]}>
      {executions.map((execution) => (
        <Tag
          key={execution.id}
          className={css["tag"] ?? ""}
          closable={!blocked}
          closeIcon={
            <button
              type="button"
              className={css["close"]}
              aria-label={t("rpc.bound.removeOf", { name: execution.name })}
            >
              ×
            </button>
          }
          onClose={(event) => {
            event.preventDefault();
            void unbind(execution);
          }}
        >
          <Link
            to={`${at.deviceExecutions}/${execution.id}`}
            title={t("rpc.bound.openHelp", {
              name: execution.name,
              schedule: execution.cron_task_name ?? t("deviceExecutions.byHand"),
            })}
          >
            {execution.name}
          </Link>
        </Tag>
      ))}
      <Dropdown
        trigger={["click"]}
        disabled={blocked}
        menu={{
          items: model.inherited ? bindFirst : choices,
          onClick({ key }) {
            if (key === "new") {
              const search = new URLSearchParams({ rpc_id: model.id, eui });
              void navigate(`${at.deviceExecutions}/new?${search.toString()}`);
            }
            if (key === "existing") setChoosing(true);
            if (key === "bind") onBind();
          },
        }}
      >
        <Button
          type="dashed"
          size="small"
          disabled={blocked}
          className={css["add"] ?? ""}
          aria-label={t("rpc.bound.addOf", { name: model.name })}
        >
          + {t("rpc.bound.add")}
        </Button>
      </Dropdown>
      {choosing && (
        <AddToExecution device={device} model={model} onClose={() => setChoosing(false)} />
      )}
    </div>
  );
}
