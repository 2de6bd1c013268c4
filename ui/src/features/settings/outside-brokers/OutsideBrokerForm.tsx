import { Button, Checkbox } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useCreateOutsideBroker, useUpdateOutsideBroker } from "../../../api/mutations";
import { useMe } from "../../../api/queries";
import type { BrokerProtocol, OutsideBroker, Publication } from "../../../api/types";
import { Choice } from "../../../components/fields/Choice";
import { Field, FormSection, Wide } from "../../../components/fields/Field";
import { Amount } from "../../../components/fields/NumberField";
import { PlainInput } from "../../../components/fields/PlainInput";
import { useReadOnlyForm } from "../../../components/fields/read-only";
import { Toggle } from "../../../components/fields/Toggle";
import { useDraft } from "../../../components/fields/use-draft";
import { useFieldErrors } from "../../../components/fields/use-field-errors";
import { holdsProblem } from "../../../components/fields/use-problem";
import { toastDone } from "../../../components/messages/toast";
import { WriteButton } from "../../../components/actions/WriteButton";
import { useLeaveGuard } from "../../../components/page/use-leave-guard";
import { PemInput } from "../PemInput";
import css from "../Settings.module.css";

type Shown =
  | "name"
  | "enable"
  | "direction"
  | "protocol"
  | "host"
  | "port"
  | "ca"
  | "cert"
  | "username"
  | "client_id"
  | "keep_alive"
  | "clean_session"
  | "qos"
  | "remote_tenant"
  | "publish"
  | "status_topic"
  | "buffer_limit_mb";
/** The secrets are written and never shown. */
type Values = Pick<OutsideBroker, Shown> & { key: string; password: string };

const PUBLICATIONS: readonly Publication[] = ["data", "dataAll", "ack", "telemetry"];

function begin(tenant: string, broker?: OutsideBroker): Values {
  return {
    name: broker?.name ?? "",
    enable: broker?.enable ?? true,
    direction: broker?.direction ?? "SOURCE",
    protocol: broker?.protocol ?? "mqtts",
    host: broker?.host ?? "",
    port: broker?.port ?? 8883,
    ca: broker?.ca ?? "",
    cert: broker?.cert ?? "",
    key: "",
    username: broker?.username ?? "",
    password: "",
    client_id: broker?.client_id ?? "",
    keep_alive: broker?.keep_alive ?? 60,
    clean_session: broker?.clean_session ?? false,
    qos: broker?.qos ?? 1,
    remote_tenant: broker?.remote_tenant ?? tenant,
    publish: broker?.publish ?? ["data", "dataAll", "ack"],
    status_topic: broker?.status_topic ?? "",
    buffer_limit_mb: broker?.buffer_limit_mb ?? 64,
  };
}

type Props = { broker?: OutsideBroker; onClose: () => void };

/** One outside broker: everything that may be set, with what is wrong at its field. */
export function OutsideBrokerForm({ broker, onClose }: Props) {
  const { t } = useTranslation();
  const tenant = useMe().data?.tenant ?? "default";
  // What is stored while this form is open; the live counters of the list do not concern it.
  const [stored] = useState(() => begin(tenant, broker));
  const draft = useDraft(stored, broker?.id ?? "new");
  const create = useCreateOutsideBroker();
  const update = useUpdateOutsideBroker();
  const {
    errors: refused,
    forget,
    refuse,
  } = useFieldErrors(t("outsideBrokers.saveFailed"), draft.values);
  const { values } = draft;
  const readOnly = useReadOnlyForm();
  const saving = create.isPending || update.isPending;
  useLeaveGuard(draft.changes > 0 && !saving, () => false);

  function set(change: Partial<Values>): void {
    forget(Object.keys(change));
    draft.set(change);
  }

  function setProtocol(protocol: BrokerProtocol): void {
    const usual = values.port === 1883 || values.port === 8883;
    set({ protocol, ...(usual ? { port: protocol === "mqtts" ? 8883 : 1883 } : {}) });
  }

  function save(): void {
    if (holdsProblem()) return;
    const after = {
      onSuccess() {
        draft.reset();
        toastDone(t("outsideBrokers.saved"));
        onClose();
      },
      onError: refuse,
    };
    if (broker) {
      update.mutate({ id: broker.id, body: draft.changed }, after);
    } else {
      const { client_id, ...rest } = values;
      create.mutate(client_id === "" ? rest : { ...rest, client_id }, after);
    }
  }

  const isTls = values.protocol === "mqtts";
  const isCopy = values.direction === "COPY";
  return (
    <>
      <FormSection title={broker ? broker.name : t("outsideBrokers.newTitle")}>
        <Field label={t("outsideBrokers.name")} api="name" required error={refused["name"]}>
          <PlainInput
            value={values.name}
            maxLength={32}
            autoFocus={!broker}
            onChange={(name) => set({ name })}
          />
        </Field>
        <Field
          label={t("outsideBrokers.direction")}
          api="direction"
          help={t("outsideBrokers.directionHelp")}
          error={refused["direction"]}
        >
          <Choice
            value={values.direction}
            options={[
              { value: "SOURCE", label: t("outsideBrokers.source") },
              { value: "COPY", label: t("outsideBrokers.copy") },
            ]}
            onChange={(direction) => set({ direction })}
          />
        </Field>
        <Wide>
          <Toggle
            label={t("outsideBrokers.enable")}
            api="enable"
            value={values.enable}
            onChange={(enable) => set({ enable })}
          />
        </Wide>
        <Field
          label={t("outsideBrokers.protocol")}
          api="protocol"
          help={isTls ? undefined : t("outsideBrokers.plainWarning")}
          error={refused["protocol"]}
        >
          <Choice
            value={values.protocol}
            options={[
              { value: "mqtts", label: t("outsideBrokers.tls") },
              { value: "mqtt", label: t("outsideBrokers.plain") },
            ]}
            onChange={setProtocol}
          />
        </Field>
        <Field label={t("outsideBrokers.host")} api="host" required error={refused["host"]}>
          <PlainInput value={values.host} maxLength={253} onChange={(host) => set({ host })} />
        </Field>
        <Field label={t("outsideBrokers.port")} api="port" error={refused["port"]}>
          <Amount value={values.port} most={65_535} onChange={(port) => set({ port })} />
        </Field>
        <Field
          label={t("outsideBrokers.remoteTenant")}
          api="remote_tenant"
          help={t("outsideBrokers.remoteTenantHelp", { code: values.remote_tenant })}
          error={refused["remote_tenant"]}
        >
          <PlainInput
            value={values.remote_tenant}
            maxLength={32}
            onChange={(remote_tenant) => set({ remote_tenant })}
          />
        </Field>
        <Field label={t("outsideBrokers.username")} api="username" error={refused["username"]}>
          <PlainInput value={values.username} onChange={(username) => set({ username })} />
        </Field>
        <Field
          label={t("outsideBrokers.password")}
          api="password"
          help={broker?.has_password ? t("outsideBrokers.passwordKept") : undefined}
          error={refused["password"]}
        >
          <PlainInput
            secret
            value={values.password}
            autoComplete="new-password"
            onChange={(password) => set({ password })}
          />
        </Field>
        {isCopy && (
          <Wide>
            <Field
              group
              label={t("outsideBrokers.publish")}
              api="publish"
              error={refused["publish"]}
            >
              <Checkbox.Group
                value={values.publish}
                options={PUBLICATIONS.map((value) => ({
                  value,
                  label: t(`outsideBrokers.${value}`),
                }))}
                onChange={(publish) => set({ publish })}
              />
            </Field>
          </Wide>
        )}
      </FormSection>
      {isTls && (
        <FormSection title={t("outsideBrokers.certificates")}>
          <Pem name="ca" help={t("outsideBrokers.caHelp")} {...{ values, refused, set }} />
          <Pem name="cert" help={t("outsideBrokers.certHelp")} {...{ values, refused, set }} />
          <Pem
            name="key"
            help={broker?.has_key ? t("outsideBrokers.keyKept") : undefined}
            {...{ values, refused, set }}
          />
        </FormSection>
      )}
      <FormSection title={t("outsideBrokers.more")}>
        <Field label={t("outsideBrokers.qos")} api="qos" error={refused["qos"]}>
          <Choice
            value={values.qos}
            options={[
              { value: 1, label: t("outsideBrokers.qos1") },
              { value: 0, label: t("outsideBrokers.qos0") },
            ]}
            onChange={(qos) => set({ qos })}
          />
        </Field>
        <Field
          label={t("outsideBrokers.buffer")}
          api="buffer_limit_mb"
          help={t("outsideBrokers.bufferHelp")}
          error={refused["buffer_limit_mb"]}
        >
          <Amount
            value={values.buffer_limit_mb}
            most={10_240}
            unit="MB"
            onChange={(buffer_limit_mb) => set({ buffer_limit_mb })}
          />
        </Field>
        <Field
          label={t("outsideBrokers.clientId")}
          api="client_id"
          help={t("outsideBrokers.clientIdHelp")}
          error={refused["client_id"]}
        >
          <PlainInput
            value={values.client_id}
            maxLength={128}
            onChange={(client_id) => set({ client_id })}
          />
        </Field>
        <Field label={t("outsideBrokers.keepAlive")} api="keep_alive" error={refused["keep_alive"]}>
          <Amount
            value={values.keep_alive}
            most={3_600}
            unit={t("units.s")}
            onChange={(keep_alive) => set({ keep_alive })}
          />
        </Field>
        <Field
          label={t("outsideBrokers.statusTopic")}
          api="status_topic"
          help={t("outsideBrokers.statusTopicHelp")}
          error={refused["status_topic"]}
        >
          <PlainInput
            value={values.status_topic}
            maxLength={256}
            onChange={(status_topic) => set({ status_topic })}
          />
        </Field>
        <Toggle
          label={t("outsideBrokers.clean")}
          api="clean_session"
          help={t("outsideBrokers.cleanHelp")}
          value={values.clean_session}
          onChange={(clean_session) => set({ clean_session })}
        />
        <Wide>
          <div className={css["line"]}>
            {!readOnly && (
              <WriteButton
                type="primary"
                loading={saving}
                disabled={draft.changes === 0}
                onClick={save}
              >
                {t("outsideBrokers.save")}
              </WriteButton>
            )}
            <Button onClick={onClose}>
              {t(readOnly ? "common.close" : "outsideBrokers.cancel")}
            </Button>
          </div>
        </Wide>
      </FormSection>
    </>
  );
}

type PemProps = {
  name: "ca" | "cert" | "key";
  help?: string | undefined;
  values: Values;
  refused: Record<string, string>;
  set: (change: Partial<Values>) => void;
};

function Pem({ name, help, values, refused, set }: PemProps) {
  const { t } = useTranslation();
  return (
    <Wide>
      <Field label={t(`outsideBrokers.${name}`)} api={name} help={help} error={refused[name]}>
        <PemInput value={values[name]} onChange={(text) => set({ [name]: text })} />
      </Field>
    </Wide>
  );
}
