import { ArrowLeftOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";

import { keys } from "../../../api/keys";
import {
  getModel,
  useUpdateModel,
  type ModelDetails,
  type ModelInputs,
  type ModelKind,
} from "../../../api/models";
import type { JsonObject } from "../../../api/types";
import { useCommand } from "../../../state/commands/commands";
import { keyLabel } from "../../../state/commands/keys";
import { allowed } from "../../actions/allowed";
import { WriteButton } from "../../actions/WriteButton";
import { DraftFrame } from "../../drafts/DraftFrame";
import { useNewest } from "../../drafts/use-newest";
import { settleSoon, type Draft } from "../../fields/use-draft";
import { holdsProblem } from "../../fields/use-problem";
import { Page } from "../../page/Page";
import { TabBar, type PanelTab } from "../../page/Panel";
import { ScopeChip } from "../../values/Tags";
import { toastDone, toastFailed } from "../../messages/toast";
import { useLeaveGuard } from "../../page/use-leave-guard";
import { HistoryTab } from "../history/HistoryTab";
import { devicesWith, isPublic, navOf, pageOf } from "../kinds";
import { useFixed, useReadOnly, useScope } from "../use-scope";
import css from "../Models.module.css";
import type { NewModelProps } from "../list/ModelsList";
import { SaveReview, type Checks } from "./SaveReview";

export type EditorTab = PanelTab & { content: ReactNode };

type Props<Kind extends ModelKind, Values extends object> = {
  kind: Kind;
  model: ModelDetails[Kind];
  title: string;
  /** The text id, where the kind has one. */
  idName?: string;
  draft: Draft<Values>;
  valuesOf: (model: ModelDetails[Kind]) => Values;
  inputOf: (changed: Partial<Values>) => ModelInputs[Kind];
  /** The values of an earlier save. */
  fromContent: (content: JsonObject) => Values;
  /** What is tried before a save; null when the script is as it was. */
  checks?: Checks | null;
  /** The tab with a mistake that would be refused. */
  mistake: () => string | null;
  /** The first one opens. */
  tabs: readonly EditorTab[];
  /** Says that it was saved; one sentence if absent. */
  onSaved?: (saved: ModelDetails[Kind]) => void;
  /** Choices in the title row, before save and discard. */
  actions?: ReactNode;
  /** What two people changed and has no field of its own. */
  unmarked?: ReactNode;
  dialog: (props: NewModelProps<ModelDetails[Kind]>) => ReactNode;
};

/** Title row, tabs and saving of one open model of any kind. */
export function EditorFrame<Kind extends ModelKind, Values extends object>(
  props: Props<Kind, Values>,
) {
  const { kind, model, draft, checks = null } = props;
  const { t } = useTranslation();
  const navigate = useNavigate();
  const params = useParams();
  const update = useUpdateModel(kind);
  const [copying, setCopying] = useState(false);
  const [reviewing, setReviewing] = useState<Checks | null>(null);
  const path = `${pageOf[kind]}/${model.id}`;
  const fixed = useFixed(model);
  const readOnly = useReadOnly(model);
  const dirty = draft.changes > 0;
  const failed = t(`models.kind.${kind}.saveFailed`);
  const ifNewest = useNewest(draft, {
    queryKey: keys.one(kind, model.id),
    load: () => getModel(kind, model.id),
    valuesOf: props.valuesOf,
    failed,
  });
  useLeaveGuard(dirty, (next) => next.startsWith(`${path}/`) || next === path, draft.reset);

  const openTab = (key: string) => void navigate(`${path}/${key}`, { replace: true });
  // A save asks only the tab that is open.
  const leaveTab = (key: string) => {
    if (!holdsProblem()) openTab(key);
  };

  function save(): void {
    if (!dirty || readOnly || update.isPending || !allowed() || holdsProblem()) return;
    const mistake = props.mistake();
    if (mistake !== null) return openTab(mistake);
    ifNewest(review);
  }

  function review(): void {
    if (checks) setReviewing(checks);
    else send();
  }

  function send(): void {
    const { changed } = draft;
    draft.sending(changed);
    update.mutate(
      { id: model.id, input: props.inputOf(changed) },
      {
        onSuccess: (saved) => {
          settleSoon(draft, changed);
          if (props.onSaved) props.onSaved(saved);
          else toastDone(t("models.saved", { name: saved.name, count: saved.used_by }));
        },
        onError: (error) => toastFailed(failed, error),
      },
    );
  }
  useCommand({ id: "save", title: t("common.save"), keys: "Ctrl+s", quiet: true, run: save });

  const history: EditorTab = {
    key: "history",
    label: t("models.tabs.history"),
    content: (
      <HistoryTab
        kind={kind}
        id={model.id}
        readOnly={readOnly}
        onRestore={(content, number) => {
          draft.set(props.fromContent(content));
          const [first] = props.tabs;
          if (first) openTab(first.key);
          toastDone(t("models.versions.restored", { number }));
        }}
      />
    ),
  };
  const tabs = fixed ? props.tabs : [...props.tabs, history];
  const tab = tabs.find((one) => one.key === params["tab"]) ?? tabs[0];

  return (
    <Page
      title={props.title}
      group={t(navOf[kind])}
      tabs={
        <span className={css["identity"]}>
          <Tooltip title={t(`models.kind.${kind}.back`)}>
            <Link
              to={pageOf[kind]}
              aria-label={t(`models.kind.${kind}.back`)}
              className={css["back"]}
            >
              <ArrowLeftOutlined />
            </Link>
          </Tooltip>
          {props.idName !== undefined && <span className="mono">{props.idName}</span>}
          <ScopeChip scope={model.scope} />
          {!dirty && <ScopeButton kind={kind} model={model} />}
          <Users kind={kind} model={model} />
        </span>
      }
      actions={
        <>
          {props.actions}
          {dirty && (
            <span className={css["unsaved"]} role="status">
              {t("models.unsaved")}
            </span>
          )}
          {dirty && <Button onClick={draft.reset}>{t("common.discard")}</Button>}
          {fixed && (
            <WriteButton type="primary" onClick={() => setCopying(true)}>
              {t("models.duplicateToEdit")}
            </WriteButton>
          )}
          {!readOnly && (
            <WriteButton type="primary" loading={update.isPending} disabled={!dirty} onClick={save}>
              {t("common.save")} <kbd className={css["key"]}>{keyLabel("Ctrl+s")}</kbd>
            </WriteButton>
          )}
        </>
      }
    >
      <section className={css["frame"]}>
        <TabBar tabs={tabs} tab={tab?.key ?? ""} onTab={leaveTab} />
        {isPublic(model) && (
          <p className={css["banner"]}>
            {t(
              model.built_in
                ? "models.publicBanner"
                : fixed
                  ? "models.promotedBanner"
                  : "models.ownerBanner",
            )}
          </p>
        )}
        <DraftFrame draft={draft} onOverwrite={send} unmarked={props.unmarked}>
          <div
            className={css["tab"]}
            role="tabpanel"
            id="panel-body"
            aria-labelledby={`panel-tab-${tab?.key}`}
          >
            {tab?.content}
          </div>
        </DraftFrame>
      </section>
      {reviewing && (
        <SaveReview
          kind={kind}
          id={model.id}
          checks={reviewing}
          onCancel={() => setReviewing(null)}
          onSave={() => {
            setReviewing(null);
            send();
          }}
        />
      )}
      {copying &&
        props.dialog({
          source: model,
          onClose: () => setCopying(false),
          onCreated: (id) => void navigate(`${pageOf[kind]}/${id}`),
        })}
    </Page>
  );
}

type ScopeProps = {
  kind: ModelKind;
  model: { id: string; name: string; scope: string; built_in: boolean };
};

/** Makes the model everybody's or a tenant's again, for who may. */
function ScopeButton({ kind, model }: ScopeProps) {
  const [entry] = useScope(kind)(model);
  if (entry === undefined || entry === "divider" || "children" in entry) return null;
  return (
    <WriteButton type="link" size="small" onClick={entry.onSelect}>
      {entry.label}
    </WriteButton>
  );
}

type UsersProps = { kind: ModelKind; model: { id: string; used_by: number } };

/** How many devices have it mounted, or were made by it. */
function Users({ kind, model }: UsersProps) {
  const { t } = useTranslation();
  return (
    <Link to={devicesWith(kind, model.id)}>{t("things.usedBy", { count: model.used_by })}</Link>
  );
}
