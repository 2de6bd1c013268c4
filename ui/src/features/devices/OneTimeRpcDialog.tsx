import { Button, Checkbox, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useOneTimeRpcOutlook, useSelectionFacts, type BulkTarget } from "../../api/bulk";
import { useOneTimeRpc } from "../../api/tasks";
import { useDebounced } from "../../lib/use-debounced";
import type { Json, JsonObject, RpcModel, Task } from "../../api/types";
import { allowed } from "../../components/actions/allowed";
import { Field } from "../../components/fields/Field";
import { Milliseconds } from "../../components/fields/NumberField";
import { PlainInput } from "../../components/fields/PlainInput";
import { useFieldErrors } from "../../components/fields/use-field-errors";
import { holdsProblem } from "../../components/fields/use-problem";
import { ParameterFields } from "../../components/rpc/ParameterFields";
import { parametersOf, paramsOf } from "../../components/rpc/parameters";
import { PreviewSteps } from "../../components/rpc/PreviewSteps";
import { RpcSelect } from "../../components/rpc/RpcSelect";
import { useAskToClose } from "../../components/page/use-ask-to-close";
import { WriteButton } from "../../components/actions/WriteButton";
import { listOf } from "../../components/values/phrases";
import css from "./OneTimeRpc.module.css";

/** What was asked for, so that it can be kept as a device execution afterwards. */
export type OneTimeCall = {
  name: string;
  rpc_id: string;
  params: JsonObject;
  device_interval_ms: number;
};

type Props = {
  target: BulkTarget;
  onClose: () => void;
  onStarted: (task: Task, call: OneTimeCall) => void;
};

/** The same command to a group of devices, at once, with what it would meet. */
export function OneTimeRpcDialog({ target, onClose, onStarted }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [rpc, setRpc] = useState<RpcModel | null>(null);
  const [typed, setTyped] = useState<Record<string, Json | undefined>>({});
  const [interval, setInterval] = useState<number | null>(null);
  const [skip, setSkip] = useState(false);
  const { errors, setErrors, refuse } = useFieldErrors(t("errors.failed"));
  const start = useOneTimeRpc();
  const facts = useSelectionFacts(target).data;
  const parameters = rpc ? parametersOf(rpc.template) : [];
  const params = paramsOf(parameters, undefined, typed);
  const question = useDebounced(JSON.stringify(params));
  const outlook = useOneTimeRpcOutlook(target, rpc?.id, JSON.parse(question) as JsonObject).data;
  const unmounted = outlook?.unmounted ?? 0;
  const devices = (facts?.devices ?? 0) - (skip ? unmounted : 0);
  const isDirty =
    name.trim() !== "" || rpc !== null || interval !== null || Object.keys(typed).length > 0;
  const close = useAskToClose(isDirty && !start.isPending, onClose);

  function submit(): void {
    if (!allowed() || holdsProblem()) return;
    const missing = {
      ...(name.trim() === "" ? { name: t("errors.required") } : {}),
      ...(rpc === null ? { rpc: t("errors.required") } : {}),
    };
    setErrors(missing);
    if (rpc === null || Object.keys(missing).length > 0) return;
    const body = {
      ...target,
      name: name.trim(),
      rpc: rpc.id,
      params,
      ...(interval === null ? {} : { device_interval_ms: interval }),
      ...(skip ? { skip_unmounted: true } : {}),
    };
    start.mutate(body, {
      onSuccess: (task) =>
        onStarted(task, {
          name: body.name,
          rpc_id: rpc.id,
          params,
          device_interval_ms: interval ?? 0,
        }),
      onError: refuse,
    });
  }

  return (
    <Modal
      open
      width={600}
      title={t("oneTime.title")}
      mask={{ closable: false }}
      onCancel={close}
      footer={[
        <Button key="cancel" onClick={close}>
          {t("common.cancel")}
        </Button>,
        <WriteButton key="submit" type="primary" loading={start.isPending} onClick={submit}>
          {t("oneTime.submit")}
        </WriteButton>,
      ]}
    >
      <div className={css["form"]}>
        <p>
          {facts && t("oneTime.selected", { count: facts.devices })}
          {facts && facts.class_a > 0 && (
            <span className="hint"> · {t("oneTime.classA", { count: facts.class_a })}</span>
          )}
        </p>
        <Field label={t("oneTime.name")} api="name" required error={errors["name"]}>
          <PlainInput value={name} maxLength={255} autoFocus onChange={setName} onEnter={submit} />
        </Field>
        <Field
          label={t("oneTime.interval")}
          api="device_interval_ms"
          help={
            interval === null || interval === 0
              ? t("oneTime.intervalHelp")
              : t("oneTime.takes", { count: devices, time: span(interval * (devices - 1)) })
          }
          error={errors["device_interval_ms"]}
        >
          <Milliseconds value={interval} onChange={setInterval} />
        </Field>
        <Field
          label={t("oneTime.rpc")}
          api="rpc"
          required
          error={errors["rpc"]}
          help={
            outlook &&
            t("oneTime.bound", { on: outlook.devices - unmounted, total: outlook.devices })
          }
        >
          <RpcSelect
            value={rpc?.id}
            mounted={facts?.rpcs ?? []}
            onChange={(model) => {
              setRpc(model);
              setTyped({});
              setSkip(false);
            }}
          />
        </Field>
        {outlook && unmounted > 0 && (
          <div className={css["warning"]} role="status">
            <details>
              <summary>{t("oneTime.without", { count: unmounted })}</summary>
              <span className="mono">{listOf(t, outlook.unmounted_euis)}</span>
              {unmounted > outlook.unmounted_euis.length &&
                ` ${t("common.andMore", { count: unmounted - outlook.unmounted_euis.length })}`}
            </details>
            <Checkbox checked={skip} onChange={(event) => setSkip(event.target.checked)}>
              {t("oneTime.removeFromList")}
            </Checkbox>
          </div>
        )}
        <ParameterFields
          key={rpc?.id}
          parameters={parameters}
          device={undefined}
          typed={typed}
          errors={errors}
          onChange={setTyped}
        />
        {outlook?.preview && (
          <details className={css["preview"]}>
            <summary>{t("oneTime.preview", { eui: outlook.preview.eui })}</summary>
            <PreviewSteps preview={outlook.preview} />
          </details>
        )}
      </div>
    </Modal>
  );
}

/** Milliseconds as people count them. */
function span(ms: number): string {
  const seconds = Math.round(Math.max(0, ms) / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
