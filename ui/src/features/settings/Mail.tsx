import { Input } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { getMail, useMail, useTestMail, useUpdateMail } from "../../api/alarms";
import { blocking } from "../../api/blocking";
import { keys } from "../../api/keys";
import { toProblem } from "../../api/problem";
import type { MailSecurity, MailSettings } from "../../api/types";
import { DraftFrame } from "../../components/drafts/DraftFrame";
import { useNewest } from "../../components/drafts/use-newest";
import { ErrorPanel } from "../../components/ErrorPanel";
import { Choice } from "../../components/fields/Choice";
import { Field, FormSection, useFieldIds, Wide } from "../../components/fields/Field";
import { PlainInput } from "../../components/fields/PlainInput";
import { useDraft } from "../../components/fields/use-draft";
import { mailReason } from "../../components/mail-reason";
import { SaveBar } from "../../components/SaveBar";
import { StateChip } from "../../components/StateChip";
import { toastDone, toastFailed } from "../../components/toast";
import { useLeaveGuard } from "../../components/use-leave-guard";
import { WriteButton } from "../../components/WriteButton";
import { Amount } from "./Amount";
import css from "./Settings.module.css";

/** The password is written and never shown. */
type Values = Omit<MailSettings, "has_password"> & { password: string };

const valuesOf = ({ has_password: _, ...shown }: MailSettings): Values => ({
  ...shown,
  password: "",
});

/** The ports that mail servers mostly have. */
const usual: Record<MailSecurity, number> = { none: 25, starttls: 587, tls: 465 };

/** The server that takes the instance's mail: one for everybody, set by the owner. */
export function Mail() {
  const mail = useMail();
  const error = blocking(mail);
  if (error) return <ErrorPanel error={error} onRetry={() => void mail.refetch()} />;
  return mail.data ? <Form mail={mail.data} /> : null;
}

type Props = { mail: MailSettings };

function Form({ mail }: Props) {
  const { t } = useTranslation();
  const stored = useMemo(() => valuesOf(mail), [mail]);
  const draft = useDraft(stored, "mail", { record: "mail", secrets: ["password"] });
  const isNewest = useNewest(keys.mail, getMail, valuesOf, draft);
  const update = useUpdateMail();
  const [errors, setErrors] = useState<Record<string, string>>({});
  const { values } = draft;
  useLeaveGuard(draft.changes > 0, () => false, draft.reset);

  function set(change: Partial<Values>): void {
    setErrors({});
    draft.set(change);
  }

  function setSecurity(security: MailSecurity): void {
    const isUsual = Object.values(usual).includes(values.port);
    set({ security, ...(isUsual ? { port: usual[security] } : {}) });
  }

  const reset = () => {
    setErrors({});
    draft.reset();
  };

  function send(): void {
    update.mutate(draft.changed, {
      onSuccess() {
        reset();
        toastDone(t("mail.saved"));
      },
      onError(failure) {
        const known = toProblem(failure).fields.filter(({ field }) => field in values);
        setErrors(Object.fromEntries(known.map(({ field, detail }) => [field, detail])));
        if (known.length === 0) toastFailed(t("mail.saveFailed"), failure);
      },
    });
  }
  function save(): void {
    isNewest().then(
      (newest) => newest && send(),
      (error: unknown) => toastFailed(t("mail.saveFailed"), error),
    );
  }

  return (
    <DraftFrame draft={draft} onOverwrite={send}>
      <FormSection title={t("mail.title")}>
        <Wide>
          <p className="hint">{t("mail.intro")}</p>
        </Wide>
        <Field label={t("mail.host")} api="host" help={t("mail.hostHelp")} error={errors["host"]}>
          <PlainInput
            value={values.host}
            maxLength={253}
            placeholder={t("mail.hostExample")}
            onChange={(host) => set({ host })}
          />
        </Field>
        <Field
          label={t("mail.security")}
          api="security"
          help={values.security === "none" ? t("mail.plainWarning") : undefined}
          error={errors["security"]}
        >
          <Choice
            value={values.security}
            options={(["starttls", "tls", "none"] as const).map((value) => ({
              value,
              label: t(`mail.securities.${value}`),
            }))}
            onChange={setSecurity}
          />
        </Field>
        <Field label={t("mail.port")} api="port" error={errors["port"]}>
          <Amount value={values.port} onChange={(port) => set({ port })} />
        </Field>
        <Field
          label={t("mail.sender")}
          api="sender"
          help={t("mail.senderHelp")}
          error={errors["sender"]}
        >
          <PlainInput
            value={values.sender}
            maxLength={256}
            placeholder={t("mail.senderExample")}
            onChange={(sender) => set({ sender })}
          />
        </Field>
        <Field
          label={t("mail.username")}
          api="username"
          help={t("mail.usernameHelp")}
          error={errors["username"]}
        >
          <PlainInput
            value={values.username}
            maxLength={256}
            onChange={(username) => set({ username })}
          />
        </Field>
        <Field
          label={t("mail.password")}
          api="password"
          help={mail.has_password ? t("mail.passwordKept") : undefined}
          error={errors["password"]}
        >
          <PlainInput
            secret
            value={values.password}
            autoComplete="new-password"
            onChange={(password) => set({ password })}
          />
        </Field>
        {values.security !== "none" && (
          <Wide>
            <Field label={t("mail.ca")} api="ca" help={t("mail.caHelp")} error={errors["ca"]}>
              <Pem value={values.ca} onChange={(ca) => set({ ca })} />
            </Field>
          </Wide>
        )}
      </FormSection>
      <TryOut unsaved={draft.changes > 0} ready={mail.host !== ""} />
      <SaveBar changes={draft.changes} saving={update.isPending} onSave={save} onDiscard={reset} />
    </DraftFrame>
  );
}

type PemProps = { value: string; onChange: (text: string) => void };

function Pem({ value, onChange }: PemProps) {
  const { id, describedBy, invalid } = useFieldIds();
  return (
    <Input.TextArea
      id={id}
      value={value}
      rows={3}
      spellCheck={false}
      className={css["mono"] ?? ""}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

type TryOutProps = { unsaved: boolean; ready: boolean };

/** Sends a mail with what is saved, and says what came of it. */
function TryOut({ unsaved, ready }: TryOutProps) {
  const { t } = useTranslation();
  const test = useTestMail();
  const [to, setTo] = useState("");
  const [error, setError] = useState<string | undefined>();
  const outcome = test.data;

  function send(): void {
    if (unsaved || !ready || test.isPending) return;
    if (to.trim() === "") return setError(t("errors.required"));
    setError(undefined);
    test.mutate(to.trim(), {
      onError(failure) {
        const { field, detail } = toProblem(failure);
        if (field === "to") setError(detail);
        else toastFailed(t("errors.failed"), failure);
      },
    });
  }

  return (
    <FormSection title={t("mail.test")}>
      <Wide>
        <p className="hint">
          {t(unsaved ? "mail.testUnsaved" : ready ? "mail.testHelp" : "mail.testNoHost")}
        </p>
      </Wide>
      <Wide>
        <Field label={t("mail.to")} api="to" error={error}>
          <div className={css["send"]}>
            <PlainInput
              value={to}
              maxLength={256}
              placeholder={t("mail.toExample")}
              onChange={(next) => {
                setError(undefined);
                setTo(next);
              }}
              onEnter={send}
            />
            <WriteButton loading={test.isPending} disabled={unsaved || !ready} onClick={send}>
              {t("mail.sendTest")}
            </WriteButton>
          </div>
        </Field>
      </Wide>
      {outcome && (
        <Wide>
          <div role="status" data-testid="mail-outcome">
            <StateChip
              sign={outcome.ok ? "ok" : "error"}
              label={
                outcome.ok
                  ? t("mail.taken", { to: outcome.recipient })
                  : t("mail.notTaken", { to: outcome.recipient })
              }
            />
            {!outcome.ok && <p>{mailReason(t, outcome.err_code, outcome.err_msg)}</p>}
          </div>
        </Wide>
      )}
    </FormSection>
  );
}
