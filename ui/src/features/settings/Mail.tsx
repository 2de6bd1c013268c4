import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { getMail, useMail, useTestMail, useUpdateMail } from "../../api/alarms";
import { blocking } from "../../api/blocking";
import { keys } from "../../api/keys";
import { toProblem } from "../../api/problem";
import type { MailSecurity, MailSettings } from "../../api/types";
import { allowed } from "../../components/actions/allowed";
import { DraftFrame } from "../../components/drafts/DraftFrame";
import { useDraftSave } from "../../components/drafts/use-draft-save";
import { ErrorPanel } from "../../components/states/ErrorPanel";
import { Choice } from "../../components/fields/Choice";
import { Field, FormSection, Wide } from "../../components/fields/Field";
import { PlainInput } from "../../components/fields/PlainInput";
import { useDraft } from "../../components/fields/use-draft";
import { useSaid } from "../../components/values/said";
import { SaveBar } from "../../components/page/SaveBar";
import { StateChip } from "../../components/values/StateChip";
import { toastFailed } from "../../components/messages/toast";
import { WriteButton } from "../../components/actions/WriteButton";
import { Amount } from "../../components/fields/NumberField";
import { fieldWords } from "../../components/states/problem-words";
import { PemInput } from "./PemInput";
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
  const update = useUpdateMail();
  const { values } = draft;
  const { errors, edit, save, send, discard } = useDraftSave({
    draft,
    queryKey: keys.mail,
    load: getMail,
    valuesOf,
    update: update.mutate,
    saved: t("mail.saved"),
    failed: t("mail.saveFailed"),
  });

  function setSecurity(security: MailSecurity): void {
    const isUsual = Object.values(usual).includes(values.port);
    edit({ security, ...(isUsual ? { port: usual[security] } : {}) });
  }

  return (
    <DraftFrame draft={draft} onOverwrite={send} needs="manage">
      <FormSection title={t("mail.title")}>
        <Wide>
          <p className="hint">{t("mail.intro")}</p>
        </Wide>
        <Field label={t("mail.host")} api="host" help={t("mail.hostHelp")} error={errors["host"]}>
          <PlainInput
            value={values.host}
            maxLength={253}
            placeholder={t("mail.hostExample")}
            onChange={(host) => edit({ host })}
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
          <Amount value={values.port} most={65_535} onChange={(port) => edit({ port })} />
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
            onChange={(sender) => edit({ sender })}
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
            onChange={(username) => edit({ username })}
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
            onChange={(password) => edit({ password })}
          />
        </Field>
        {values.security !== "none" && (
          <Wide>
            <Field label={t("mail.ca")} api="ca" help={t("mail.caHelp")} error={errors["ca"]}>
              <PemInput value={values.ca} onChange={(ca) => edit({ ca })} />
            </Field>
          </Wide>
        )}
      </FormSection>
      <TryOut unsaved={draft.changes > 0} ready={mail.host !== ""} />
      <SaveBar
        changes={draft.changes}
        saving={update.isPending}
        onSave={save}
        onDiscard={discard}
      />
    </DraftFrame>
  );
}

type TryOutProps = { unsaved: boolean; ready: boolean };

/** Sends a mail with what is saved, and says what came of it. */
function TryOut({ unsaved, ready }: TryOutProps) {
  const { t } = useTranslation();
  const said = useSaid();
  const test = useTestMail();
  const [to, setTo] = useState("");
  const [error, setError] = useState<string | undefined>();
  const outcome = test.data;

  function send(): void {
    if (!allowed()) return;
    if (unsaved || !ready || test.isPending) return;
    if (to.trim() === "") return setError(t("errors.required"));
    setError(undefined);
    test.mutate(to.trim(), {
      onError(failure) {
        const [first] = fieldWords(t, toProblem(failure));
        if (first?.field === "to") setError(first.detail);
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
            {!outcome.ok && <p>{said(outcome.err_said, outcome.err_msg ?? "")}</p>}
          </div>
        </Wide>
      )}
    </FormSection>
  );
}
