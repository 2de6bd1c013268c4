import { Button } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { blocking } from "../../api/blocking";
import {
  getGroup,
  useGroup,
  useGroupMessages,
  useTestGroup,
  useUpdateGroup,
} from "../../api/alarms";
import { keys } from "../../api/keys";
import type { NotificationGroup, NotificationTest } from "../../api/types";
import { DraftFrame } from "../../components/drafts/DraftFrame";
import { useNewest } from "../../components/drafts/use-newest";
import { EmptyState } from "../../components/EmptyState";
import { ErrorPanel } from "../../components/ErrorPanel";
import { FormSection, Wide } from "../../components/fields/Field";
import { useDraft } from "../../components/fields/use-draft";
import { Panel } from "../../components/Panel";
import { SaveBar } from "../../components/SaveBar";
import { StateChip } from "../../components/StateChip";
import { Clock } from "../../components/TimeText";
import { toastDone, toastFailed } from "../../components/toast";
import { useLeaveGuard } from "../../components/use-leave-guard";
import { WriteButton } from "../../components/WriteButton";
import css from "./Alarms.module.css";
import { checkGroup, refusedFields } from "./group-check";
import { valuesOf } from "./group-values";
import { GroupFields } from "./GroupFields";
import { mailReason } from "../../components/mail-reason";

type Props = {
  id: string;
  tab: string;
  onTab: (tab: string) => void;
  onClose: () => void;
  onDelete: (group: NotificationGroup) => void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
};

/** One notification group, and what became of its messages. */
export function GroupPanel({ id, tab, onDelete, ...walk }: Props) {
  const { t } = useTranslation();
  const group = useGroup(id);
  const open = tab === "messages" ? "messages" : "settings";
  const frame = {
    testId: "panel-notification-group",
    tabs: [
      { key: "settings", label: t("groups.settings") },
      { key: "messages", label: t("groups.messages") },
    ],
    tab: open,
    ...walk,
  };
  const error = blocking(group);
  const { data } = group;
  if (error || !data) {
    return (
      <Panel {...frame} title="">
        {error && <ErrorPanel error={error} onRetry={() => void group.refetch()} />}
      </Panel>
    );
  }
  return (
    <Panel
      {...frame}
      title={data.name}
      subtitle={
        <>
          <span>{t(`groups.channels.${data.channel}`)}</span>
          {!data.enable && <StateChip sign="disabled" label={t("groups.off")} />}
        </>
      }
      menu={[
        {
          key: "delete",
          label: t("groups.deleteVerb"),
          danger: true,
          writes: true,
          onSelect: () => onDelete(data),
        },
      ]}
    >
      {open === "settings" ? (
        <Settings key={id} group={data} />
      ) : (
        <Messages key={id} name={data.name} />
      )}
    </Panel>
  );
}

type GroupProps = { group: NotificationGroup };

function Settings({ group }: GroupProps) {
  const { t } = useTranslation();
  const stored = useMemo(() => valuesOf(group), [group]);
  const draft = useDraft(stored, group.id, { record: `notification-group/${group.id}` });
  const [errors, setErrors] = useState<Record<string, string>>({});
  const update = useUpdateGroup();
  const isNewest = useNewest(
    keys.one("notification-groups", group.id),
    () => getGroup(group.id),
    valuesOf,
    draft,
  );
  const reset = () => {
    setErrors({});
    draft.reset();
  };
  useLeaveGuard(draft.changes > 0, () => false, draft.reset);

  function send(): void {
    update.mutate(
      { id: group.id, body: draft.changed },
      {
        onSuccess() {
          reset();
          toastDone(t("groups.saved"));
        },
        onError: (failure) => setErrors(refusedFields(t, failure)),
      },
    );
  }
  function save(): void {
    const wrong = checkGroup(t, draft.values);
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return;
    isNewest().then(
      (newest) => newest && send(),
      (error: unknown) => toastFailed(t("errors.failed"), error),
    );
  }

  return (
    <DraftFrame draft={draft} onOverwrite={send}>
      <div className={css["scroll"]}>
        <GroupFields
          values={draft.values}
          errors={errors}
          onChange={(change) => {
            setErrors({});
            draft.set(change);
          }}
        />
        <TryOut group={group} unsaved={draft.changes > 0} />
      </div>
      <SaveBar changes={draft.changes} saving={update.isPending} onSave={save} onDiscard={reset} />
    </DraftFrame>
  );
}

type TryOutProps = GroupProps & { unsaved: boolean };

/** Sends something to everybody in the group and says what came of it. */
function TryOut({ group, unsaved }: TryOutProps) {
  const { t } = useTranslation();
  const test = useTestGroup();
  return (
    <FormSection title={t("groups.test")}>
      <Wide>
        <p className="hint">
          {t(unsaved ? "groups.testUnsaved" : `groups.testHelp.${group.channel}`)}
        </p>
        <WriteButton
          loading={test.isPending}
          disabled={unsaved}
          onClick={() =>
            test.mutate(group.id, {
              onError: (error) => toastFailed(t("errors.failed"), error),
            })
          }
        >
          {t("groups.sendTest")}
        </WriteButton>
      </Wide>
      {test.data && (
        <Wide>
          <ul className={css["outcomes"]} role="status" data-testid="test-outcomes">
            {test.data.map((outcome) => (
              <Outcome key={outcome.recipient} outcome={outcome} />
            ))}
          </ul>
        </Wide>
      )}
    </FormSection>
  );
}

type OutcomeProps = { outcome: NotificationTest };

function Outcome({ outcome: { recipient, ok, err_code, err_msg } }: OutcomeProps) {
  const { t } = useTranslation();
  return (
    <li>
      <StateChip sign={ok ? "ok" : "error"} label={t(ok ? "groups.sent" : "groups.notSent")} />
      <span>{recipient || t("groups.openWindows")}</span>
      {!ok && <span className="hint">{mailReason(t, err_code, err_msg)}</span>}
    </li>
  );
}

type MessagesProps = { name: string };

function Messages({ name }: MessagesProps) {
  const { t } = useTranslation();
  const messages = useGroupMessages(name);
  const rows = messages.data?.pages.flatMap((page) => page.items) ?? [];
  if (messages.error && rows.length === 0) {
    return <ErrorPanel error={messages.error} onRetry={() => void messages.refetch()} />;
  }
  if (messages.isPending) return null;
  if (rows.length === 0 && !messages.hasNextPage) {
    return <EmptyState title={t("groups.noMessages")} text={t("groups.noMessagesText")} />;
  }
  return (
    <div className={css["panel"]}>
      <ol className={css["events"]} aria-label={t("groups.messages")}>
        {rows.map((row) => (
          <li key={row.id}>
            <Clock at={row.at} />
            <StateChip
              sign={row.sent ? "ok" : "error"}
              label={t(row.sent ? "groups.sent" : "groups.notSent")}
            />
            <span>{row.recipient || t("groups.openWindows")}</span>
            <b>{row.title}</b>
            {row.reason !== null && <span className="hint">{row.reason}</span>}
            {row.attempts > 1 && (
              <span className="hint">{t("groups.attempts", { count: row.attempts })}</span>
            )}
          </li>
        ))}
      </ol>
      {messages.hasNextPage && (
        <Button loading={messages.isFetchingNextPage} onClick={() => void messages.fetchNextPage()}>
          {t("tasks.more")}
        </Button>
      )}
    </div>
  );
}
