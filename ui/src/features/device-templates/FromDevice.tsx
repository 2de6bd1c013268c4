import { ArrowLeftOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { Fragment, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";

import { blocking } from "../../api/blocking";
import { useCreateModel, useTemplateDraft } from "../../api/models";
import type { DeviceTemplateDraft } from "../../api/types";
import { useCommand } from "../../state/commands/commands";
import { keyLabel } from "../../state/commands/keys";
import { at } from "../../state/routes-at";
import { allowed } from "../../components/actions/allowed";
import { WriteButton } from "../../components/actions/WriteButton";
import { useDraft } from "../../components/fields/use-draft";
import { holdsProblem } from "../../components/fields/use-problem";
import { toastDone, toastFailed } from "../../components/messages/toast";
import css from "../../components/models/Models.module.css";
import { Page } from "../../components/page/Page";
import { TabBar } from "../../components/page/Panel";
import { useLeaveGuard } from "../../components/page/use-leave-guard";
import { ErrorPanel } from "../../components/states/ErrorPanel";
import { EuiText } from "../../components/values/EuiText";
import { mistakeOf, templateTabs } from "./tabs";
import { inputOf, valuesOf, type TemplateValues } from "./values";

/** A template that is made of a device: seen and edited before it is stored. */
export function FromDevice() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const eui = search.get("device") ?? "";
  const draft = useTemplateDraft(eui);
  const error = blocking(draft);
  if (draft.data) return <Draft key={eui} eui={eui} content={draft.data} />;
  return (
    <Page title={error ? t("template.fromDeviceFailed") : " "} group={t("nav.deviceTemplates")}>
      {error && <ErrorPanel error={error} onRetry={() => void draft.refetch()} />}
    </Page>
  );
}

type DraftProps = { eui: string; content: DeviceTemplateDraft };

function Draft({ eui, content }: DraftProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const params = useParams();
  const create = useCreateModel("device-templates");
  const stored = useMemo(() => valuesOf(content), [content]);
  const { values, set, changes, reset } = useDraft<TemplateValues>(stored, eui);
  const made = useRef(false);
  const page = `${at.deviceTemplates}/new`;
  useLeaveGuard(
    changes > 0,
    (next) => made.current || next === page || next.startsWith(`${page}/`),
    reset,
  );
  const openTab = (key: string) => void navigate(`${page}/${key}?device=${eui}`, { replace: true });
  // A save asks only the tab that is open.
  const leaveTab = (key: string) => {
    if (!holdsProblem()) openTab(key);
  };

  function save(): void {
    if (create.isPending || !allowed() || holdsProblem()) return;
    const mistake = values.name.trim() === "" ? "general" : mistakeOf(values);
    if (mistake !== null) return openTab(mistake);
    create.mutate(inputOf({ ...values, name: values.name.trim() }), {
      onSuccess(template) {
        made.current = true;
        toastDone(t("models.created", { name: template.name }));
        void navigate(`${at.deviceTemplates}/${template.id}`, { replace: true });
      },
      onError: (error) => toastFailed(t("models.kind.device-templates.createFailed"), error),
    });
  }
  useCommand({ id: "save", title: t("common.save"), keys: "Ctrl+s", quiet: true, run: save });

  const tabs = templateTabs(t, { values, set, readOnly: false });
  const tab = tabs.find((one) => one.key === params["tab"]) ?? tabs[0];
  return (
    <Page
      title={t("template.fromDeviceTitle", { name: values.name })}
      group={t("nav.deviceTemplates")}
      tabs={
        <span className={css["identity"]}>
          <Link
            to={at.deviceTemplates}
            aria-label={t("models.kind.device-templates.back")}
            className={css["back"]}
          >
            <ArrowLeftOutlined />
          </Link>
          {t("template.fromDeviceOf")}
          <Link to={`${at.devices}/${eui}`}>
            <EuiText value={eui} />
          </Link>
        </span>
      }
      actions={
        <>
          <Button onClick={() => void navigate(-1)}>{t("common.cancel")}</Button>
          <WriteButton type="primary" loading={create.isPending} onClick={save}>
            {t("models.kind.device-templates.createVerb")}{" "}
            <kbd className={css["key"]}>{keyLabel("Ctrl+s")}</kbd>
          </WriteButton>
        </>
      }
    >
      <section className={css["frame"]}>
        <TabBar tabs={tabs} tab={tab.key} onTab={leaveTab} />
        <p className={css["banner"]}>{t("template.fromDeviceText")}</p>
        {content.left_out.length > 0 && (
          <p className={css["banner"]}>
            {t("template.leftOut", { count: content.left_out.length })}{" "}
            {content.left_out.map((key, at) => (
              <Fragment key={`${at}/${key}`}>
                {at > 0 && ", "}
                <code>{key}</code>
              </Fragment>
            ))}
          </p>
        )}
        <div
          className={css["tab"]}
          role="tabpanel"
          id="panel-body"
          aria-labelledby={`panel-tab-${tab.key}`}
        >
          {tab.content}
        </div>
      </section>
    </Page>
  );
}
