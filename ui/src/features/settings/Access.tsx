import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useCreateToken, useDeleteToken, useSetMqttPassword } from "../../api/mutations";
import { useMe, useMqttAccount, useTokens } from "../../api/queries";
import { allowed } from "../../components/actions/allowed";
import { confirm } from "../../components/messages/confirm";
import { CopyButton } from "../../components/actions/CopyButton";
import { ErrorPanel } from "../../components/states/ErrorPanel";
import { Facts } from "../../components/values/Facts";
import type { CreatedToken, Token, TokenRole } from "../../api/types";
import { Choice } from "../../components/fields/Choice";
import { Field, FormSection, Wide } from "../../components/fields/Field";
import { PlainInput } from "../../components/fields/PlainInput";
import { Ago } from "../../components/values/TimeText";
import { toastDone, toastFailed } from "../../components/messages/toast";
import { WriteButton } from "../../components/actions/WriteButton";
import { randomHex } from "../../lib/hex";
import { PASSWORD_LEAST, PASSWORD_MOST } from "./password-length";
import { TableHead } from "../../components/values/TableHead";
import css from "./Settings.module.css";
import { SignIns } from "./SignIns";

/** Who and what may reach the instance: MQTT, sign-ins, tokens. */
export function Access() {
  return (
    <>
      <Mqtt />
      <SignIns />
      <Tokens />
    </>
  );
}

function Mqtt() {
  const { t } = useTranslation();
  const account = useMqttAccount();
  const tenant = useMe().data?.tenant ?? "default";
  const topics = `/v32/${tenant}/#`;
  return (
    <FormSection title={t("settings.mqttAccount")}>
      {account.error && (
        <Wide>
          <ErrorPanel error={account.error} onRetry={() => void account.refetch()} />
        </Wide>
      )}
      {account.data && (
        <>
          <Facts
            items={[
              [
                t("settings.address"),
                <span key="address" className={css["line"]}>
                  <span className="mono">{account.data.address ?? t("settings.notOpen")}</span>
                  {account.data.address && <CopyButton text={account.data.address} />}
                </span>,
              ],
              [
                t("settings.username"),
                <span key="user" className={css["line"]}>
                  <span className="mono">{account.data.username}</span>
                  <CopyButton text={account.data.username} />
                </span>,
              ],
              [
                t("settings.password"),
                <span key="password" className={css["line"]}>
                  <span className="mono">••••••••</span>
                  <CopyButton text={account.data.password} />
                </span>,
              ],
              [
                t("settings.topics"),
                <span key="topics" className="mono">
                  {topics}
                </span>,
              ],
            ]}
          />
          <Wide>
            <MqttPassword tenant={account.data.username} />
          </Wide>
        </>
      )}
    </FormSection>
  );
}

const GENERATED_BYTES = 12;

/** Another password for the tenant's MQTT clients, typed or made here. */
function MqttPassword({ tenant }: { tenant: string }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const change = useSetMqttPassword();
  const fits = password.length >= PASSWORD_LEAST;

  async function save(): Promise<void> {
    if (!allowed()) return;
    if (!fits) return;
    const yes = await confirm({
      level: 2,
      title: t("settings.mqttPasswordTitle"),
      text: t("settings.mqttPasswordText", { tenant }),
      verb: t("settings.changePassword"),
    });
    if (!yes) return;
    change.mutate(password, {
      onSuccess() {
        setPassword("");
        toastDone(t("settings.mqttPasswordSet"));
      },
      onError: (error) => toastFailed(t("errors.failed"), error),
    });
  }

  return (
    <Field
      label={t("settings.newMqttPassword")}
      help={t("settings.mqttPasswordHelp")}
      note={
        <>
          {password !== "" && <CopyButton text={password} label={t("settings.copyNewPassword")} />}
          <Button onClick={() => setPassword(randomHex(GENERATED_BYTES))}>
            {t("settings.generate")}
          </Button>
          <WriteButton disabled={!fits} loading={change.isPending} onClick={() => void save()}>
            {t("settings.changePassword")}
          </WriteButton>
        </>
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

const ROLES: readonly TokenRole[] = ["OWNER", "ADMIN", "VIEWER"];

function Tokens() {
  const { t } = useTranslation();
  const tokens = useTokens();
  const create = useCreateToken();
  const remove = useDeleteToken();
  const [name, setName] = useState("");
  const [role, setRole] = useState<TokenRole>("ADMIN");
  const [made, setMade] = useState<CreatedToken | null>(null);

  function make(): void {
    if (!allowed()) return;
    if (name.trim() === "") return;
    create.mutate(
      { name: name.trim(), role },
      {
        onSuccess(token) {
          setName("");
          setMade(token);
        },
        onError: (error) => toastFailed(t("errors.failed"), error),
      },
    );
  }

  async function revoke(token: Token): Promise<void> {
    const yes = await confirm({
      level: 2,
      title: t("settings.revokeTitle", { name: token.name }),
      text: t("settings.revokeText"),
      verb: t("settings.revoke"),
    });
    if (!yes) return;
    remove.mutate(token.id, {
      onSuccess: () => toastDone(t("settings.revoked")),
      onError: (error) => toastFailed(t("errors.failed"), error),
    });
  }

  return (
    <FormSection title={t("settings.tokens")}>
      {tokens.data && (
        <>
          <Field label={t("settings.tokenName")} help={t("settings.tokensHelp")}>
            <PlainInput value={name} onChange={setName} maxLength={64} onEnter={make} />
          </Field>
          <Field
            label={t("settings.role")}
            api="role"
            help={t(`settings.roleHelp.${role}`)}
            note={
              <WriteButton disabled={name.trim() === ""} loading={create.isPending} onClick={make}>
                {t("settings.createToken")}
              </WriteButton>
            }
          >
            <Choice<TokenRole>
              value={role}
              options={ROLES.map((value) => ({ value, label: t(`settings.roles.${value}`) }))}
              onChange={setRole}
            />
          </Field>
        </>
      )}
      {made && (
        <Wide>
          <div className={css["token"]} role="status">
            <div className={css["line"]}>
              <span className={css["mono"]}>{made.token}</span>
              <CopyButton text={made.token} />
            </div>
            <span className="hint">{t("settings.tokenOnce")}</span>
          </div>
        </Wide>
      )}
      {tokens.error && (
        <Wide>
          <ErrorPanel error={tokens.error} onRetry={() => void tokens.refetch()} />
        </Wide>
      )}
      {tokens.data && tokens.data.length > 0 && (
        <Wide>
          <table className={css["table"]}>
            <TableHead
              titles={[
                t("settings.tokenName"),
                t("settings.role"),
                t("settings.created"),
                t("settings.lastUsed"),
                t("settings.address"),
              ]}
              actions
            />
            <tbody>
              {tokens.data.map((token) => (
                <tr key={token.id}>
                  <td>{token.name}</td>
                  <td title={t(`settings.roleHelp.${token.role}`)}>
                    {t(`settings.roles.${token.role}`)}
                  </td>
                  <td>
                    <Ago at={token.created_at} />
                  </td>
                  <td>
                    <Ago at={token.used_at} />
                  </td>
                  <td>{token.used_from}</td>
                  <td>
                    <WriteButton type="link" size="small" onClick={() => void revoke(token)}>
                      {t("settings.revoke")}
                    </WriteButton>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      )}
    </FormSection>
  );
}
