import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { getGroup, useGroup, useMessages, useTestGroup, useUpdateGroup } from "../../../api/alarms";
import type { NotificationGroup, NotificationTest } from "../../../api/types";
import { EmptyState } from "../../../components/states/EmptyState";
import { ErrorPanel } from "../../../components/states/ErrorPanel";
import { FormSection, Wide } from "../../../components/fields/Field";
import type { OpenRecord } from "../../../components/records/RecordList";
import { RecordForm } from "../../../components/records/RecordForm";
import { RecordPanel } from "../../../components/records/RecordPanel";
import { useSaid } from "../../../components/values/said";
import { StateChip } from "../../../components/values/StateChip";
import { Clock } from "../../../components/values/TimeText";
import { toastFailed } from "../../../components/messages/toast";
import { WriteButton } from "../../../components/actions/WriteButton";
import { EmptyLog } from "../../../components/grid/EmptyLog";
import css from "../Alarms.module.css";
import { checkGroup } from "./group-check";
import { valuesOf } from "./group-values";
import { GroupFields } from "./GroupFields";

type Props = { open: OpenRecord<NotificationGroup> };

/** One notification group, and what became of its messages. */
export function GroupPanel({ open }: Props) {
  const { t } = useTranslation();
  return (
    <RecordPanel
      testId="panel-notification-group"
      open={open}
      query={useGroup(open.id)}
      tabs={[
        { key: "settings", label: t("groups.settings") },
        { key: "messages", label: t("groups.messages") },
      ]}
      subtitle={(group) => (
        <>
          <span>{t(`groups.channels.${group.channel}`)}</span>
          {!group.enable && <StateChip sign="disabled" label={t("groups.off")} />}
        </>
      )}
      deleteVerb={t("groups.deleteVerb")}
    >
      {(group, tab) =>
        tab === "settings" ? (
          <Settings key={open.id} group={group} />
        ) : (
          <Messages key={open.id} name={group.name} />
        )
      }
    </RecordPanel>
  );
}

type GroupProps = { group: NotificationGroup };

function Settings({ group }: GroupProps) {
  const { t } = useTranslation();
  return (
    <RecordForm
      row={group}
      resource="notification-groups"
      draft="notification-group"
      load={getGroup}
      valuesOf={valuesOf}
      check={(values) => checkGroup(t, values)}
      bodyOf={(changed) => changed}
      update={useUpdateGroup()}
      saved={t("groups.saved")}
    >
      {({ values, errors, edit, changes }) => (
        <div className={css["scroll"]}>
          <GroupFields values={values} errors={errors} onChange={edit} />
          <TryOut group={group} unsaved={changes > 0} />
        </div>
      )}
    </RecordForm>
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

function Outcome({ outcome: { recipient, ok, err_said, err_msg } }: OutcomeProps) {
  const { t } = useTranslation();
  const said = useSaid();
  return (
    <li>
      <StateChip sign={ok ? "ok" : "error"} label={t(ok ? "groups.sent" : "groups.notSent")} />
      <span>{recipient || t("groups.openWindows")}</span>
      {!ok && <span className="hint">{said(err_said, err_msg ?? "")}</span>}
    </li>
  );
}

type MessagesProps = { name: string };

function Messages({ name }: MessagesProps) {
  const { t } = useTranslation();
  const said = useSaid();
  const messages = useMessages({ group: name });
  const { rows } = messages;
  if (messages.error && rows.length === 0) {
    return <ErrorPanel error={messages.error} onRetry={messages.refetch} />;
  }
  if (messages.isPending) return null;
  if (rows.length === 0) {
    return messages.hasMore ? (
      <EmptyLog source={messages} />
    ) : (
      <EmptyState title={t("groups.noMessages")} text={t("groups.noMessagesText")} />
    );
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
            {row.reason !== null && (
              <span className="hint">{said(row.reason_said, row.reason)}</span>
            )}
            {row.attempts > 1 && (
              <span className="hint">{t("groups.attempts", { count: row.attempts })}</span>
            )}
          </li>
        ))}
      </ol>
      {messages.hasMore && (
        <Button loading={messages.isFetching} onClick={messages.loadMore}>
          {t("tasks.more")}
        </Button>
      )}
    </div>
  );
}
