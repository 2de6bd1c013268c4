import { ArrowLeftOutlined } from "@ant-design/icons";
import { Button, Segmented, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";

import { keys } from "../../api/keys";
import { useUpdateThingModel } from "../../api/mutations";
import { getThingModel, useThingModel } from "../../api/queries";
import type { ParserType, ThingModelDetail } from "../../api/types";
import { useCommand } from "../../app/commands";
import { useWriteBlock } from "../../app/live/connection";
import { at } from "../../app/routes-at";
import { keyLabel } from "../../app/shortcuts";
import type { Mark } from "../../components/code/diagnostics";
import { CopyButton } from "../../components/CopyButton";
import { DraftFrame } from "../../components/drafts/DraftFrame";
import { useNewest } from "../../components/drafts/use-newest";
import { ErrorPanel } from "../../components/ErrorPanel";
import { Page } from "../../components/Page";
import { TabBar } from "../../components/Panel";
import { ScopeChip } from "../../components/Tags";
import { toastDone, toastFailed } from "../../components/toast";
import { useLeaveGuard } from "../../components/use-leave-guard";
import { DetailsTab } from "./DetailsTab";
import { FieldsTab } from "./FieldsTab";
import { LogTab } from "./LogTab";
import { ModelDialog } from "./ModelDialog";
import { isPublic } from "./ModelsList";
import { fieldProblems } from "./result";
import { ScriptTab } from "./ScriptTab";
import css from "./ThingModels.module.css";
import { inputOf, useModelDraft, valuesOf, type ModelDraft } from "./use-model-draft";
import { useTrial } from "./use-trial";

const TABS = ["script", "fields", "details", "log"] as const;
type Tab = (typeof TABS)[number];

type Props = { id: string };

/** One thing model: script and test, display fields, details, log. */
export function ModelEditor({ id }: Props) {
  const { t } = useTranslation();
  const model = useThingModel(id);
  if (model.data) return <Editor model={model.data} />;
  return (
    <Page title={model.error ? t("models.notFound") : " "} group={t("nav.thingModels")}>
      {model.error && <ErrorPanel error={model.error} onRetry={() => void model.refetch()} />}
    </Page>
  );
}

type EditorProps = { model: ThingModelDetail };

function Editor({ model }: EditorProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const params = useParams();
  const tab: Tab = TABS.find((one) => one === params["tab"]) ?? "script";
  const draft = useModelDraft(model);
  const trial = useTrial(model, draft.values);
  const update = useUpdateThingModel();
  const block = useWriteBlock();
  const [copying, setCopying] = useState(false);
  const [wanted, setWanted] = useState<Mark | null>(null);
  const path = `${at.thingModels}/${model.id}`;
  const readOnly = isPublic(model);
  const dirty = draft.changes > 0;
  const isNewest = useNewest(
    keys.one("thing-models", model.id),
    () => getThingModel(model.id),
    valuesOf,
    draft,
  );
  useLeaveGuard(dirty, (next) => next.startsWith(`${path}/`) || next === path, draft.reset);

  const openTab = (key: string) => void navigate(`${path}/${key}`, { replace: true });

  function save(): void {
    if (!dirty || readOnly || update.isPending || block !== null) return;
    if (fieldProblems(draft.values.fields).size > 0) {
      openTab("fields");
      return;
    }
    isNewest().then(
      (newest) => newest && send(),
      (error: unknown) => toastFailed(t("models.saveFailed"), error),
    );
  }

  function send(): void {
    update.mutate(
      { id: model.id, ...inputOf(draft.changed, model) },
      {
        onSuccess: (saved) => {
          draft.reset();
          toastDone(t("models.saved", { name: saved.name, count: saved.used_by }));
        },
        onError: (error) => toastFailed(t("models.saveFailed"), error),
      },
    );
  }
  useCommand({ id: "save", title: t("common.save"), keys: "Ctrl+s", quiet: true, run: save });

  return (
    <Page
      title={draft.values.name}
      group={t("nav.thingModels")}
      tabs={
        <span className={css["identity"]}>
          <Tooltip title={t("models.back")}>
            <Link to={at.thingModels} aria-label={t("models.back")} className={css["back"]}>
              <ArrowLeftOutlined />
            </Link>
          </Tooltip>
          <span className="mono">{draft.values.id_name}</span>
          <ScopeChip scope={model.scope} />
          <Link to={`${at.devices}?thing_model=${model.id}`}>
            {t("things.usedBy", { count: model.used_by })}
          </Link>
        </span>
      }
      actions={
        <>
          <Segmented<ParserType>
            aria-label={t("models.style")}
            value={draft.values.payload_parser_type}
            disabled={readOnly}
            onChange={(payload_parser_type) => draft.set({ payload_parser_type })}
            options={[
              { value: "CUSTOMER", label: t("models.parsers.CUSTOMER") },
              { value: "CHIRPSTACK", label: t("models.parsers.CHIRPSTACK") },
            ]}
          />
          {dirty && (
            <span className={css["unsaved"]} role="status">
              {t("models.unsaved")}
            </span>
          )}
          {dirty && <Button onClick={draft.reset}>{t("common.discard")}</Button>}
          {readOnly ? (
            <Button type="primary" onClick={() => setCopying(true)}>
              {t("models.duplicateToEdit")}
            </Button>
          ) : (
            <Button
              type="primary"
              loading={update.isPending}
              disabled={!dirty || block !== null}
              title={block ? t(block) : undefined}
              onClick={save}
            >
              {t("common.save")} <kbd className={css["key"]}>{keyLabel("Ctrl+s")}</kbd>
            </Button>
          )}
        </>
      }
    >
      <section className={css["frame"]}>
        <TabBar
          tabs={TABS.map((key) => ({
            key,
            label: t(`models.tabs.${key}`),
            badge:
              key === "fields" ? (
                <span className="hint">{draft.values.fields.length}</span>
              ) : undefined,
          }))}
          tab={tab}
          onTab={openTab}
        />
        {readOnly && <p className={css["banner"]}>{t("models.publicBanner")}</p>}
        <DraftFrame draft={draft} onOverwrite={send} unmarked={<Unmarked draft={draft} />}>
          <div
            className={css["tab"]}
            role="tabpanel"
            id="panel-body"
            aria-labelledby={`panel-tab-${tab}`}
          >
            {tab === "script" && (
              <ScriptTab
                model={model}
                draft={draft}
                trial={trial}
                readOnly={readOnly}
                wanted={wanted}
                onShown={() => setWanted(null)}
              />
            )}
            {tab === "fields" && <FieldsTab draft={draft} trial={trial} readOnly={readOnly} />}
            {tab === "details" && <DetailsTab draft={draft} readOnly={readOnly} />}
            {tab === "log" && (
              <LogTab
                id={model.id}
                statistics={model.statistics}
                onPlace={(mark) => {
                  setWanted(mark);
                  openTab("script");
                }}
              />
            )}
          </div>
        </DraftFrame>
      </section>
      {copying && (
        <ModelDialog
          source={model}
          onClose={() => setCopying(false)}
          onCreated={(id) => void navigate(`${at.thingModels}/${id}`)}
        />
      )}
    </Page>
  );
}

type UnmarkedProps = { draft: ModelDraft };

/** What two people changed and has no line of its own: the script and the display fields. */
function Unmarked({ draft }: UnmarkedProps) {
  const { t } = useTranslation();
  const script = draft.theirs["payload_parser"];
  return (
    <>
      {script && (
        <span>
          <b>{t("models.tabs.script")}</b>{" "}
          <CopyButton text={String(script.theirs)} label={t("conflict.copyTheirs")} />
        </span>
      )}{" "}
      {draft.theirs["fields"] && <b>{t("models.tabs.fields")}</b>}
    </>
  );
}
