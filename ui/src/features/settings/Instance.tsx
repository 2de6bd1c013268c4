import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { blocking } from "../../api/blocking";
import { keys } from "../../api/keys";
import { useUpdateSettings } from "../../api/mutations";
import { toProblem } from "../../api/problem";
import { getSettings, useSettings, useStatus } from "../../api/queries";
import type { InstanceSettings } from "../../api/types";
import { DraftFrame } from "../../components/drafts/DraftFrame";
import { useNewest } from "../../components/drafts/use-newest";
import { ErrorPanel } from "../../components/ErrorPanel";
import { Facts } from "../../components/Facts";
import { Field, FormSection, Wide } from "../../components/fields/Field";
import { HexField } from "../../components/fields/HexField";
import { Toggle } from "../../components/fields/Toggle";
import { useDraft } from "../../components/fields/use-draft";
import { SaveBar } from "../../components/SaveBar";
import { toastDone, toastFailed } from "../../components/toast";
import { useLeaveGuard } from "../../components/use-leave-guard";
import { Amount } from "./Amount";
import { RadioSettings } from "./RadioSettings";

/** Settings of the instance itself: everybody who uses it shares them. */
export function Instance() {
  const settings = useSettings();
  const error = blocking(settings);
  if (error) {
    return <ErrorPanel error={error} onRetry={() => void settings.refetch()} />;
  }
  return settings.data ? <Form stored={settings.data} /> : null;
}

type Props = { stored: InstanceSettings };

function Form({ stored }: Props) {
  const { t } = useTranslation();
  const draft = useDraft(stored, "settings", { record: "settings" });
  const isNewest = useNewest(keys.settings, getSettings, (newest) => newest, draft);
  const update = useUpdateSettings();
  const [refusal, setRefusal] = useState<{ field: string; text: string } | null>(null);
  useLeaveGuard(draft.changes > 0, () => false, draft.reset);
  const { values } = draft;
  const errorAt = (field: keyof InstanceSettings): ReactNode =>
    refusal?.field === field ? refusal.text : undefined;
  const set = (change: Partial<InstanceSettings>) => {
    setRefusal(null);
    draft.set(change);
  };

  function save(): void {
    isNewest().then(
      (newest) => newest && send(),
      (error: unknown) => toastFailed(t("settings.saveFailed"), error),
    );
  }

  function send(): void {
    update.mutate(draft.changed, {
      onSuccess() {
        draft.reset();
        toastDone(t("settings.saved"));
      },
      onError(error) {
        const problem = toProblem(error);
        if (problem.field && problem.field in stored) {
          setRefusal({ field: problem.field, text: problem.detail });
        } else toastFailed(t("settings.saveFailed"), error);
      },
    });
  }

  return (
    <DraftFrame draft={draft} onOverwrite={send}>
      <Listeners />
      <FormSection title={t("settings.network")}>
        <Wide>
          <Toggle
            label={t("settings.acceptUnknown")}
            api="accept_unregistered_gateways"
            help={t("settings.acceptUnknownHelp")}
            value={values.accept_unregistered_gateways}
            onChange={(accept_unregistered_gateways) => set({ accept_unregistered_gateways })}
          />
        </Wide>
        <Field
          label={t("settings.dedup")}
          api="dedup_window_ms"
          help={t("settings.dedupHelp")}
          error={errorAt("dedup_window_ms")}
        >
          <Amount
            value={values.dedup_window_ms}
            unit="ms"
            onChange={(dedup_window_ms) => set({ dedup_window_ms })}
          />
        </Field>
        <Field label={t("settings.netId")} api="net_id" error={errorAt("net_id")}>
          <HexField value={values.net_id} length={6} onChange={(net_id) => set({ net_id })} />
        </Field>
      </FormSection>
      <RadioSettings values={values} errorAt={errorAt} set={set} />
      <FormSection title={t("settings.commands")}>
        <Wide>
          <Toggle
            label={t("settings.rpcHttp")}
            api="rpc_http"
            help={t("settings.rpcHttpHelp")}
            value={values.rpc_http}
            onChange={(rpc_http) => set({ rpc_http })}
          />
        </Wide>
      </FormSection>
      <FormSection title={t("settings.retention")}>
        <Field
          label={t("settings.frames")}
          api="frame_retention_h"
          error={errorAt("frame_retention_h")}
        >
          <Amount
            value={values.frame_retention_h}
            unit={t("units.h")}
            onChange={(frame_retention_h) => set({ frame_retention_h })}
          />
        </Field>
        <Field
          label={t("settings.messages")}
          api="message_retention_h"
          error={errorAt("message_retention_h")}
        >
          <Amount
            value={values.message_retention_h}
            unit={t("units.h")}
            onChange={(message_retention_h) => set({ message_retention_h })}
          />
        </Field>
        <Field
          label={t("settings.telemetry")}
          api="telemetry_retention_d"
          error={errorAt("telemetry_retention_d")}
        >
          <Amount
            value={values.telemetry_retention_d}
            unit={t("units.d")}
            onChange={(telemetry_retention_d) => set({ telemetry_retention_d })}
          />
        </Field>
      </FormSection>
      <SaveBar
        changes={draft.changes}
        saving={update.isPending}
        onSave={save}
        onDiscard={draft.reset}
      />
    </DraftFrame>
  );
}

function Listeners() {
  const { t } = useTranslation();
  const listeners = useStatus().data?.listeners;
  if (!listeners) return null;
  const mono = (name: string, value: string | null) =>
    [
      name,
      <span key={name} className="mono">
        {value || t("settings.notOpen")}
      </span>,
    ] as const;
  return (
    <FormSection title={t("settings.listeners")}>
      <Facts
        items={[
          mono(t("settings.gwmp"), listeners.gwmp.join(", ")),
          mono(t("settings.mqtt"), listeners.mqtt),
          mono(t("settings.http"), listeners.http),
        ]}
      />
    </FormSection>
  );
}
