import { PlusOutlined } from "@ant-design/icons";
import { Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { blocking } from "../../../api/blocking";
import { useUpdateDevice } from "../../../api/mutations";
import { useCallableRpcs, useRecentRuns } from "../../../api/rpc";
import { useExecutions } from "../../../api/tasks";
import type { CallableRpcModel, DeviceDetail, RpcRun } from "../../../api/types";
import { at } from "../../../state/routes-at";
import { confirm } from "../../../components/messages/confirm";
import { EmptyState } from "../../../components/states/EmptyState";
import { ErrorPanel } from "../../../components/states/ErrorPanel";
import { runSigns, wordOf } from "../../../components/rpc/run-words";
import { RunView } from "../../../components/rpc/RunView";
import { useExecute } from "../../../components/rpc/use-execute";
import { useFollowRuns } from "../../../components/rpc/use-follow-runs";
import { useSaid } from "../../../components/values/said";
import { StateChip } from "../../../components/values/StateChip";
import { TableHead } from "../../../components/values/TableHead";
import { Ago } from "../../../components/values/TimeText";
import { toastDone, toastFailed } from "../../../components/messages/toast";
import { WriteButton } from "../../../components/actions/WriteButton";
import { classes } from "../../../lib/text";
import { AddModels } from "./AddModels";
import css from "../panel/DevicePanel.module.css";
import { ExecutionTags } from "./ExecutionTags";

type Props = { device: DeviceDetail };

/** The commands of a device: bound, called, and what became of the last calls. */
export function RpcTab({ device }: Props) {
  const { t } = useTranslation();
  const said = useSaid();
  const { eui } = device;
  const models = useCallableRpcs(eui);
  const recent = useRecentRuns(eui);
  const runs = recent.data ?? [];
  const executions = useExecutions({ eui, sort: "name" }).data ?? [];
  const [adding, setAdding] = useState(false);
  const { execute, calling, dialog } = useExecute();
  const [shown, setShown] = useState<string | null>(null);
  const update = useUpdateDevice();
  useFollowRuns(eui);

  const error = blocking(models);
  if (error) return <ErrorPanel error={error} onRetry={() => void models.refetch()} />;
  if (!models.data) return null;
  const bound = device.rpc.map(({ id }) => id);

  const bind = (rpc: string[], done: string) =>
    update.mutate(
      { eui, rpc },
      {
        onSuccess: () => toastDone(done),
        onError: (failure) => toastFailed(t("things.changeFailed"), failure),
      },
    );

  async function remove(model: CallableRpcModel): Promise<void> {
    const yes = await confirm({
      level: 1,
      title: t("things.removeTitle", { name: model.name }),
      text: t("rpc.tab.removeText"),
      verb: t("things.remove"),
    });
    if (!yes) return;
    bind(
      bound.filter((id) => id !== model.id),
      t("things.removed", { name: model.name }),
    );
  }

  const add = (
    <WriteButton icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t("rpc.tab.add")}
    </WriteButton>
  );
  const detail = runs.find(({ id }) => id === shown);
  return (
    <>
      <div className={css["bar"]}>
        <span className="hint">{t("rpc.tab.removeText")}</span>
        {add}
      </div>
      <div className={css["scroll"]}>
        {models.data.length === 0 ? (
          <EmptyState title={t("rpc.tab.none")} text={t("rpc.tab.noneText")}>
            <WriteButton type="primary" onClick={() => setAdding(true)}>
              {t("rpc.tab.add")}
            </WriteButton>
          </EmptyState>
        ) : (
          <table className={classes(css["table"], css["tight"], css["commands"])}>
            <TableHead
              titles={[
                `${t("devices.name")} · ${t("rpc.tab.method")}`,
                t("rpc.bound.title"),
                t("rpc.tab.lastRun"),
              ]}
              actions
            />
            <tbody>
              {models.data.map((model) => {
                const last = runs.find(({ rpc_id }) => rpc_id === model.id);
                return (
                  <tr key={model.id} data-testid={`rpc-${model.id_name}`}>
                    <td>
                      <Link to={`${at.rpcModels}/${model.id}`}>{model.name}</Link>
                      {model.inherited && (
                        <span className={css["key"]}>{t("rpc.tab.inherited")}</span>
                      )}
                      <div className={css["method"]}>{model.id_name}</div>
                    </td>
                    <td>
                      <ExecutionTags
                        device={device}
                        model={model}
                        executions={executions.filter(({ rpc_id }) => rpc_id === model.id)}
                        onBind={() => bind([...bound, model.id], t("rpc.tab.added"))}
                      />
                    </td>
                    <td>
                      {last ? (
                        <Last run={last} onOpen={() => setShown(last.id)} />
                      ) : recent.data ? (
                        "—"
                      ) : null}
                    </td>
                    <td className={css["actions"]}>
                      <WriteButton
                        size="small"
                        loading={calling === model.id}
                        aria-label={t("rpc.execute.of", { name: model.name })}
                        onClick={() => execute(eui, model)}
                      >
                        {t("rpc.execute.verb")}
                      </WriteButton>
                      {!model.inherited && (
                        <WriteButton type="link" size="small" onClick={() => void remove(model)}>
                          {t("things.remove")}
                        </WriteButton>
                      )}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        )}
        {recent.error && runs.length === 0 && (
          <ErrorPanel error={recent.error} onRetry={() => void recent.refetch()} />
        )}
        {runs.length > 0 && (
          <section aria-label={t("rpc.tab.recent")}>
            <header className={css["groupHead"]}>
              <h3>{t("rpc.tab.recent")}</h3>
            </header>
            <table className={classes(css["table"], css["tight"])}>
              <tbody>
                {runs.map((run) => (
                  <tr key={run.id} data-testid={`run-${run.id}`}>
                    <td>{run.name}</td>
                    <td>
                      <Last run={run} onOpen={() => setShown(run.id)} />
                    </td>
                    <td title={said(run.result_said, run.result)}>
                      {said(run.result_said, run.result)}
                    </td>
                    <td className="hint">
                      {t(`rpc.run.origin.${run.origin}`)} {run.operator_name ?? run.operator}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </div>
      {adding && (
        <AddModels
          kind="rpc-models"
          title={t("rpc.tab.addTitle")}
          verb={t("rpc.tab.add")}
          label={t("rpc.tab.models")}
          api="rpc"
          bound={bound}
          onCancel={() => setAdding(false)}
          onAdd={(chosen) => {
            setAdding(false);
            bind([...bound, ...chosen], t("rpc.tab.added"));
          }}
        />
      )}
      {dialog}
      {detail && (
        <Modal
          open
          width={560}
          title={`${detail.name} · ${device.name || eui}`}
          footer={null}
          onCancel={() => setShown(null)}
        >
          <RunView run={detail} />
        </Modal>
      )}
    </>
  );
}

type LastProps = { run: RpcRun; onOpen: () => void };

/** How far a call has come; opens the whole of it. */
function Last({ run, onOpen }: LastProps) {
  const { t } = useTranslation();
  return (
    <button type="button" className={classes("linklike", css["oneLine"])} onClick={onOpen}>
      <StateChip sign={runSigns[run.state]} label={t(`rpc.run.state.${wordOf(run)}`)} />{" "}
      <Ago at={run.at} />
    </button>
  );
}
