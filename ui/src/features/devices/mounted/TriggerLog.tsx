import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { RECENT, useTriggeredRuns, useTriggerLines, type TriggerLine } from "../../../api/triggers";
import type { DeviceTrigger, RpcRun } from "../../../api/types";
import { at } from "../../../state/routes-at";
import { ErrorPanel } from "../../../components/states/ErrorPanel";
import { runSigns } from "../../../components/rpc/run-words";
import { useSaid } from "../../../components/values/said";
import { StateChip } from "../../../components/values/StateChip";
import { Clock } from "../../../components/values/TimeText";
import css from "../panel/DevicePanel.module.css";

type Props = { eui: string; triggers: readonly DeviceTrigger[] };

type Entry =
  { kind: "run"; at: string; run: RpcRun } | { kind: "line"; at: string; line: TriggerLine };

/** What triggers started on a device and what their scripts wrote, newest first. */
export function TriggerLog({ eui, triggers }: Props) {
  const { t } = useTranslation();
  const said = useSaid();
  const runs = useTriggeredRuns(eui);
  const log = useTriggerLines(
    eui,
    triggers.filter(({ scope }) => scope !== null).map(({ id }) => id),
  );
  const entries = [
    ...(runs.data ?? []).map((run): Entry => ({ kind: "run", at: run.at, run })),
    ...log.lines.map((line): Entry => ({ kind: "line", at: line.at, line })),
  ]
    .toSorted((first, second) => Date.parse(second.at) - Date.parse(first.at))
    .slice(0, RECENT);
  const nameOf = (id: string) => triggers.find((trigger) => trigger.id === id)?.name ?? id;
  const error = runs.error ?? log.error;
  const retry = () => {
    void runs.refetch();
    log.refetch();
  };
  return (
    <section aria-label={t("triggers.log")}>
      <header className={css["groupHead"]}>
        <h3>{t("triggers.log")}</h3>
        <span className={css["grow"]} />
        <Link to={`${at.rpcLog}?eui=${eui}&origin=trigger`}>{t("triggers.allRuns")}</Link>
      </header>
      {error && <ErrorPanel error={error} onRetry={retry} />}
      {!error && entries.length === 0 && !runs.isPending && (
        <p className={css["pad"]}>{t("triggers.logEmpty")}</p>
      )}
      {entries.length > 0 && (
        <table className={css["table"]} data-testid="trigger-log">
          <tbody>
            {entries.map((entry, index) => (
              <tr key={entry.kind === "run" ? entry.run.id : `${entry.at}-${index}`}>
                <td>
                  <Clock at={entry.at} />
                </td>
                {entry.kind === "run" ? (
                  <>
                    <td>{nameOf(entry.run.operator)}</td>
                    <td>
                      <StateChip
                        sign={runSigns[entry.run.state]}
                        label={t(`rpc.run.state.${entry.run.state}`)}
                      />
                    </td>
                    <td>
                      <Link to={`${at.rpcLog}/${entry.run.id}?eui=${eui}`}>{entry.run.name}</Link>{" "}
                      <span className="hint">{said(entry.run.result_said, entry.run.result)}</span>
                    </td>
                  </>
                ) : (
                  <Line name={nameOf(entry.line.trigger)} line={entry.line} />
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

type LineProps = { name: string; line: TriggerLine };

function Line({ name, line: { level, text, text_said, line, column } }: LineProps) {
  const { t } = useTranslation();
  const said = useSaid();
  const sign = level === "error" ? "error" : level === "warn" ? "warning" : "offline";
  return (
    <>
      <td>{name}</td>
      <td>
        <StateChip
          sign={sign}
          label={t(level === "error" ? "triggers.failed" : "triggers.wrote")}
        />
      </td>
      <td>
        {said(text_said, text)}{" "}
        {line !== null && (
          <span className="hint">{t("rpc.run.line", { line, column: column ?? 1 })}</span>
        )}
      </td>
    </>
  );
}
