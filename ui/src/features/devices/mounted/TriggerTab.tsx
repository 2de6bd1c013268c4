import { PlusOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Checkbox } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { blocking } from "../../../api/blocking";
import { keys } from "../../../api/keys";
import { useUpdateDevice } from "../../../api/mutations";
import { useDeviceTriggers } from "../../../api/triggers";
import type { DeviceDetail, DeviceTrigger } from "../../../api/types";
import { useEvents } from "../../../state/live/use-live";
import { at } from "../../../state/routes-at";
import { confirm } from "../../../components/messages/confirm";
import { EmptyState } from "../../../components/states/EmptyState";
import { ErrorPanel } from "../../../components/states/ErrorPanel";
import { FailedActions } from "../../../components/rpc/FailedActions";
import { EuiText } from "../../../components/values/EuiText";
import { useSaid } from "../../../components/values/said";
import { StateChip } from "../../../components/values/StateChip";
import { ScopeChip } from "../../../components/values/Tags";
import { Ago, Clock } from "../../../components/values/TimeText";
import { toastDone, toastFailed } from "../../../components/messages/toast";
import { WriteButton } from "../../../components/actions/WriteButton";
import { listOf } from "../../../components/values/phrases";
import { classes } from "../../../lib/text";
import { AddModels } from "./AddModels";
import css from "../panel/DevicePanel.module.css";
import { TriggerLog } from "./TriggerLog";

type Props = { device: DeviceDetail };

/** The triggers of a device: which run, what they did last, and what waits for its time. */
export function TriggerTab({ device }: Props) {
  const { t } = useTranslation();
  const { eui } = device;
  const triggers = useDeviceTriggers(eui);
  const [adding, setAdding] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const update = useUpdateDevice();
  useFollowTriggers(eui);

  const error = blocking(triggers);
  if (error) return <ErrorPanel error={error} onRetry={() => void triggers.refetch()} />;
  if (!triggers.data) return null;
  const bound = device.trigger.map(({ id }) => id);
  const own = triggers.data.filter((trigger) => !trigger.inherited);
  const picked = own.filter(({ id }) => chosen.has(id));

  const mount = (trigger: string[], done: string) =>
    update.mutate(
      { eui, trigger },
      {
        onSuccess() {
          setChosen(new Set());
          toastDone(done);
        },
        onError: (failure) => toastFailed(t("things.changeFailed"), failure),
      },
    );

  async function remove(list: readonly DeviceTrigger[]): Promise<void> {
    const waiting = list.reduce((sum, { pending }) => sum + pending.length, 0);
    const yes = await confirm({
      level: 1,
      title: t("triggers.removeTitle", { count: list.length }),
      text: [
        t("triggers.removeText"),
        waiting > 0 && t("triggers.removeWaiting", { count: waiting }),
      ]
        .filter(Boolean)
        .join(" "),
      objects: list.map(({ name }) => name),
      verb: t("triggers.removeVerb", { count: list.length }),
    });
    if (!yes) return;
    const gone = new Set(list.map(({ id }) => id));
    mount(
      bound.filter((id) => !gone.has(id)),
      t("triggers.removed", { count: list.length }),
    );
  }

  const toggle = (id: string) =>
    setChosen((now) => {
      const next = new Set(now);
      if (!next.delete(id)) next.add(id);
      return next;
    });

  return (
    <>
      <div className={css["bar"]}>
        {picked.length > 0 ? (
          <>
            <b aria-live="polite">{t("grid.selected", { count: picked.length })}</b>
            <span className={css["grow"]} />
            <WriteButton danger onClick={() => void remove(picked)}>
              {t("things.remove")}
            </WriteButton>
          </>
        ) : (
          <span className="hint">{t("triggers.hint")}</span>
        )}
        <WriteButton icon={<PlusOutlined />} onClick={() => setAdding(true)}>
          {t("triggers.add")}
        </WriteButton>
      </div>
      <div className={css["scroll"]}>
        {triggers.data.length === 0 ? (
          <EmptyState title={t("triggers.none")} text={t("triggers.noneText")}>
            <WriteButton type="primary" onClick={() => setAdding(true)}>
              {t("triggers.add")}
            </WriteButton>
          </EmptyState>
        ) : (
          <table className={css["table"]} data-testid="device-triggers">
            <thead>
              <tr>
                <th>
                  <Checkbox
                    aria-label={t("grid.selectAllLoaded")}
                    disabled={own.length === 0}
                    checked={own.length > 0 && picked.length === own.length}
                    indeterminate={picked.length > 0 && picked.length < own.length}
                    onChange={({ target }) =>
                      setChosen(new Set(target.checked ? own.map(({ id }) => id) : []))
                    }
                  />
                </th>
                <th>{t("devices.name")}</th>
                <th>{t("things.scope")}</th>
                <th>{t("triggers.lastRun")}</th>
                <th>{t("triggers.lastAction")}</th>
                <th>{t("triggers.waiting")}</th>
              </tr>
            </thead>
            <tbody>
              {triggers.data.map((trigger) => (
                <tr key={`${trigger.id}-${trigger.inherited}`}>
                  <td>
                    {!trigger.inherited && (
                      <Checkbox
                        aria-label={t("triggers.select", { name: trigger.name })}
                        checked={chosen.has(trigger.id)}
                        onChange={() => toggle(trigger.id)}
                      />
                    )}
                  </td>
                  <td>
                    {trigger.scope === null ? (
                      <StateChip sign="error" label={t("triggers.gone")} />
                    ) : (
                      <Link to={`${at.triggerModels}/${trigger.id}`}>{trigger.name}</Link>
                    )}
                    {trigger.inherited && (
                      <span className={css["key"]}>{t("rpc.tab.inherited")}</span>
                    )}
                  </td>
                  <td>{trigger.scope !== null && <ScopeChip scope={trigger.scope} />}</td>
                  <td>
                    <Ago at={trigger.last_run?.at} />
                  </td>
                  <td>
                    <LastAction trigger={trigger} />
                    {trigger.failed_actions && (
                      <div>
                        <FailedActions failed={trigger.failed_actions} />
                      </div>
                    )}
                  </td>
                  <td>
                    <Waiting trigger={trigger} eui={eui} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {triggers.data.length > 0 && <TriggerLog eui={eui} triggers={triggers.data} />}
      </div>
      {adding && (
        <AddModels
          kind="trigger-models"
          title={t("triggers.addTitle")}
          verb={t("triggers.add")}
          label={t("nav.triggerModels")}
          api="trigger"
          help={t("triggers.addHelp")}
          bound={bound}
          onCancel={() => setAdding(false)}
          onAdd={(ids) => {
            setAdding(false);
            mount([...bound, ...ids], t("triggers.added", { count: ids.length }));
          }}
        />
      )}
    </>
  );
}

type TriggerProps = { trigger: DeviceTrigger };

/** What the last run asked for, or why it failed. */
function LastAction({ trigger: { last_run } }: TriggerProps) {
  const { t } = useTranslation();
  const said = useSaid();
  if (last_run === null) return <span className="hint">{t("triggers.notYet")}</span>;
  if (last_run.error !== null) {
    const error = said(last_run.error_said, last_run.error);
    return (
      <span className={css["payload"]} title={error}>
        <StateChip sign="error" label={error} />
      </span>
    );
  }
  if (last_run.actions.length === 0) return <span className="hint">{t("triggers.nothing")}</span>;
  const actions = listOf(t, last_run.actions);
  return (
    <span className={classes("mono", css["payload"])} title={actions}>
      {actions}
    </span>
  );
}

type WaitingProps = TriggerProps & { eui: string };

/** When what was asked for later is due. */
function Waiting({ trigger: { pending }, eui }: WaitingProps) {
  const { t } = useTranslation();
  if (pending.length === 0) return <span className="hint">—</span>;
  return pending.map((item) => (
    <div key={item.id} title={JSON.stringify(item.actions.map(({ params }) => params))}>
      <Clock at={item.due_at} />{" "}
      <span className="mono hint">
        {listOf(
          t,
          item.actions.map(({ method }) => method),
        )}
      </span>
      {item.actions
        .filter((action) => action.eui !== eui)
        .map((action, index) => (
          <span key={index}>
            {" "}
            → <EuiText value={action.eui} />
          </span>
        ))}
    </div>
  ));
}

const REFETCH_MS = 500;

/** Every report may run triggers, and what they start is called later. */
function useFollowTriggers(eui: string): void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const refetch = () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ queryKey: keys.triggers(eui) });
      void client.invalidateQueries({ queryKey: ["rpc-runs", "triggered", eui] });
    }, REFETCH_MS);
  };
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  useEvents({
    topics: ["telemetry", "rpc"],
    eui,
    batchMs: 250,
    onEvents: refetch,
    onBack: refetch,
  });
}
