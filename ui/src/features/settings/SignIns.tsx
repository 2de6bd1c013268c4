import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useEndOtherSignIns, useEndSignIn, useSetPassword } from "../../api/mutations";
import { useSignIns } from "../../api/queries";
import type { SignIn } from "../../api/types";
import { allowed } from "../../components/actions/allowed";
import { WriteButton } from "../../components/actions/WriteButton";
import { Field, FormSection, Wide } from "../../components/fields/Field";
import { PlainInput } from "../../components/fields/PlainInput";
import { confirm } from "../../components/messages/confirm";
import { toastDone, toastFailed } from "../../components/messages/toast";
import { ErrorPanel } from "../../components/states/ErrorPanel";
import { Ago } from "../../components/values/TimeText";
import { PASSWORD_LEAST, PASSWORD_MOST } from "./password-length";
import { TableHead } from "../../components/values/TableHead";
import css from "./Settings.module.css";

/** The password of the owner's account, and who is signed in by it. */
export function SignIns() {
  const { t } = useTranslation();
  const signIns = useSignIns();
  const others = signIns.data?.filter(({ current }) => !current).length ?? 0;
  return (
    <FormSection title={t("settings.signIn")}>
      {signIns.data && (
        <Wide>
          <Password others={others} />
        </Wide>
      )}
      {signIns.error && (
        <Wide>
          <ErrorPanel error={signIns.error} onRetry={() => void signIns.refetch()} />
        </Wide>
      )}
      {signIns.data && signIns.data.length > 0 && (
        <Wide>
          <Running signIns={signIns.data} others={others} />
        </Wide>
      )}
    </FormSection>
  );
}

/** `others`: how many sign-ins a new password ends. */
function Password({ others }: { others: number }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const change = useSetPassword();
  const fits = password.length >= PASSWORD_LEAST;

  async function save(): Promise<void> {
    if (!fits || !allowed()) return;
    const yes =
      others === 0 ||
      (await confirm({
        level: 2,
        title: t("settings.passwordTitle"),
        text: t("settings.passwordText", { count: others }),
        verb: t("settings.setPassword"),
      }));
    if (!yes) return;
    change.mutate(password, {
      onSuccess({ ended }) {
        setPassword("");
        toastDone(
          ended === 0
            ? t("settings.passwordSet")
            : t("settings.passwordSetEnded", { count: ended }),
        );
      },
      onError: (error) => toastFailed(t("errors.failed"), error),
    });
  }

  return (
    <Field
      label={t("settings.newPassword")}
      help={t("settings.signInHelp")}
      note={
        <WriteButton disabled={!fits} loading={change.isPending} onClick={() => void save()}>
          {t("settings.setPassword")}
        </WriteButton>
      }
    >
      <PlainInput
        secret
        value={password}
        maxLength={PASSWORD_MOST}
        onChange={setPassword}
        autoComplete="new-password"
        onEnter={() => void save()}
      />
    </Field>
  );
}

type RunningProps = { signIns: SignIn[]; others: number };

function Running({ signIns, others }: RunningProps) {
  const { t } = useTranslation();
  const endOne = useEndSignIn();
  const endOthers = useEndOtherSignIns();
  const isHere = signIns.length > others;
  const onError = (error: unknown) => toastFailed(t("errors.failed"), error);

  async function end({ id }: SignIn): Promise<void> {
    const yes = await confirm({
      level: 2,
      title: t("settings.endTitle"),
      text: t("settings.endText"),
      verb: t("settings.end"),
    });
    if (!yes) return;
    endOne.mutate(id, { onSuccess: () => toastDone(t("settings.ended", { count: 1 })), onError });
  }

  async function endAll(): Promise<void> {
    const yes = await confirm({
      level: 2,
      title: t("settings.endAllTitle", { count: others }),
      text: t("settings.endText"),
      verb: t(isHere ? "settings.endOthers" : "settings.endAll"),
    });
    if (!yes) return;
    endOthers.mutate(undefined, {
      onSuccess: ({ ended }) => toastDone(t("settings.ended", { count: ended })),
      onError,
    });
  }

  return (
    <>
      <table className={css["table"]}>
        <TableHead
          titles={[t("settings.signedIn"), t("settings.lastUsed"), t("settings.address")]}
          actions
        />
        <tbody>
          {signIns.map((signIn) => (
            <tr key={signIn.id}>
              <td>
                <Ago at={signIn.created_at} />
              </td>
              <td>
                <Ago at={signIn.used_at} />
              </td>
              <td>{signIn.used_from}</td>
              <td>
                {signIn.current ? (
                  <span className="hint">{t("settings.thisSignIn")}</span>
                ) : (
                  <WriteButton type="link" size="small" onClick={() => void end(signIn)}>
                    {t("settings.end")}
                  </WriteButton>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {others > 0 && (
        <WriteButton loading={endOthers.isPending} onClick={() => void endAll()}>
          {t(isHere ? "settings.endOthers" : "settings.endAll")}
        </WriteButton>
      )}
    </>
  );
}
