import { useTranslation } from "react-i18next";

import { blocking } from "../../api/blocking";
import { useSettings, useStatus } from "../../api/queries";
import type { InstanceSettings } from "../../api/types";
import { DraftFrame } from "../../components/drafts/DraftFrame";
import { ErrorPanel } from "../../components/states/ErrorPanel";
import { Facts } from "../../components/values/Facts";
import { Field, FormSection, Wide } from "../../components/fields/Field";
import { HexField } from "../../components/fields/HexField";
import { Toggle } from "../../components/fields/Toggle";
import { SaveBar } from "../../components/page/SaveBar";
import { Amount } from "../../components/fields/NumberField";
import { listOf } from "../../components/values/phrases";
import { RadioSettings } from "./RadioSettings";
import { StationSettings } from "./StationSettings";
import { useSettingsForm } from "./use-settings-form";

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
  const { draft, values, errorAt, set, save, send, discard, saving } = useSettingsForm(
    stored,
    "settings",
  );
  return (
    <DraftFrame draft={draft} onOverwrite={send} needs="manage">
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
      <StationSettings values={values} errorAt={errorAt} set={set} />
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
      <SaveBar changes={draft.changes} saving={saving} onSave={save} onDiscard={discard} />
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
          mono(t("settings.gwmp"), listOf(t, listeners.gwmp)),
          mono(t("settings.basicsStation"), listOf(t, listeners.basics_station)),
          mono(t("settings.mqtt"), listeners.mqtt),
          mono(t("settings.http"), listeners.http),
        ]}
      />
    </FormSection>
  );
}
