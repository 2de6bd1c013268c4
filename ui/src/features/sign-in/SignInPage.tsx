import { Button, Checkbox, Segmented } from "antd";
import { useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";

import { toProblem, type Problem, UNREACHABLE } from "../../api/problem";
import { api, credentials } from "../../api/client";
import { useSession } from "../../api/session";
import type { Login, Me } from "../../api/types";
import { usePreferences } from "../../state/preferences";
import { Field } from "../../components/fields/Field";
import { PlainInput } from "../../components/fields/PlainInput";
import { problemWords } from "../../components/states/problem-words";
import css from "./SignIn.module.css";

type Way = "token" | "password";

/** The way in from a browser; the desktop window never shows it. */
export function SignInPage() {
  const { t } = useTranslation();
  const { language, set } = usePreferences();
  const { signIn, expired } = useSession();
  const [way, setWay] = useState<Way>("token");
  const [token, setToken] = useState("");
  const [account, setAccount] = useState("admin");
  const [password, setPassword] = useState("");
  const [stay, setStay] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function enter(): Promise<string> {
    if (way === "password") {
      const login = await credentials<Login>(
        api.POST("/api/v1/login", { body: { account, password } }),
      );
      return login.token;
    }
    const trimmed = token.trim();
    await credentials<Me>(
      api.GET("/api/v1/me", { headers: { authorization: `Bearer ${trimmed}` } }),
    );
    return trimmed;
  }

  async function onSubmit(event: SyntheticEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      signIn(await enter(), stay);
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      setBusy(false);
    }
  }

  const missing = way === "token" ? token.trim() === "" : account === "" || password === "";
  return (
    <main className={css["page"]}>
      <form className={css["card"]} onSubmit={(event) => void onSubmit(event)}>
        <header>
          <img src="./favicon.svg" alt="" width="32" height="32" />
          <div>
            <h1>ThinkLink</h1>
            <p className="hint">{window.location.host}</p>
          </div>
          <Button type="text" onClick={() => set({ language: language === "en" ? "zh-CN" : "en" })}>
            {language === "en" ? "中文" : "EN"}
          </Button>
        </header>
        {expired && !problem && (
          <p className={css["notice"]} role="status">
            {t("signIn.expired")}
          </p>
        )}
        <Segmented<Way>
          block
          value={way}
          onChange={setWay}
          options={[
            { value: "token", label: t("signIn.token") },
            { value: "password", label: t("signIn.password") },
          ]}
        />
        {way === "token" ? (
          <Field label={t("signIn.token")} help={t("signIn.tokenHelp")}>
            <PlainInput
              secret
              value={token}
              onChange={setToken}
              autoFocus
              autoComplete="current-password"
            />
          </Field>
        ) : (
          <>
            <Field label={t("signIn.account")}>
              <PlainInput value={account} onChange={setAccount} autoComplete="username" />
            </Field>
            <Field label={t("signIn.passwordField")} help={t("signIn.passwordHelp")}>
              <PlainInput
                secret
                value={password}
                onChange={setPassword}
                autoFocus
                autoComplete="current-password"
              />
            </Field>
          </>
        )}
        <Checkbox checked={stay} onChange={(event) => setStay(event.target.checked)}>
          {t("signIn.stay")}
        </Checkbox>
        {problem && (
          <p className={css["error"]} role="alert">
            {problem.code === UNREACHABLE
              ? t("errors.unreachable")
              : problem.status === 401
                ? t(way === "token" ? "signIn.badToken" : "signIn.badPassword")
                : problemWords(t, problem).detail}
          </p>
        )}
        <Button
          type="primary"
          htmlType="submit"
          size="large"
          block
          loading={busy}
          disabled={missing}
        >
          {t("signIn.enter")}
        </Button>
      </form>
    </main>
  );
}
