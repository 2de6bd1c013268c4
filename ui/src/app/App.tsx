import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import { ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { RouterProvider } from "react-router";

import { needsSignIn, useSession } from "../api/session";
import { ConfirmLadder } from "../components/messages/confirm";
import { UndoHost } from "../components/tasks/UndoHost";
import { ErrorBoundary } from "../components/states/ErrorBoundary";
import { Toasts } from "../components/messages/Toasts";
import { SignInPage } from "../features/sign-in/SignInPage";
import { wantsMotion } from "../platform";
import { antdTheme } from "../theme/antd";
import { usePreferences } from "../state/preferences";
import { createRouter } from "./routes";
import { useDocumentTheme, useMode } from "../state/use-theme";

type Props = { client: QueryClient };

/** Theme, language, cache and either the app or the way in. */
export function App({ client }: Props) {
  const { t } = useTranslation();
  const [router] = useState(createRouter);
  const mode = useMode();
  useDocumentTheme(mode);
  const { density, language } = usePreferences();
  const token = useSession((all) => all.token);
  const outside = needsSignIn(token);

  // Nothing of one session may be seen in the next.
  useEffect(() => {
    if (outside) client.clear();
  }, [outside, client]);

  return (
    <ConfigProvider
      theme={antdTheme(mode, density, wantsMotion)}
      locale={language === "zh-CN" ? zhCN : enUS}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
      // Of a choice that has nothing, or nothing that was typed; the library draws a box.
      renderEmpty={() => <span className="hint">{t("common.nothingToChoose")}</span>}
    >
      <QueryClientProvider client={client}>
        <ErrorBoundary>
          {outside ? <SignInPage /> : <RouterProvider router={router} />}
        </ErrorBoundary>
        <ConfirmLadder />
        <UndoHost />
        <Toasts />
      </QueryClientProvider>
    </ConfigProvider>
  );
}
