import { ReloadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useModel } from "../../api/models";
import { useModelLog } from "../../api/queries";
import { usePreferences } from "../../state/preferences";
import { at } from "../../state/routes-at";
import type { Mark } from "../../components/code/diagnostics";
import { EmptyState } from "../../components/states/EmptyState";
import { ErrorPanel } from "../../components/states/ErrorPanel";
import { EuiText } from "../../components/values/EuiText";
import { useSaid } from "../../components/values/said";
import { StateChip, type Sign } from "../../components/values/StateChip";
import { absolute } from "../../lib/time";
import { RunStatistics } from "./RunStatistics";
import { TableHead } from "../../components/values/TableHead";
import css from "./ThingModels.module.css";

const LEVELS = ["error", "warn", "info", "log", "debug"] as const;
const signOf: Record<(typeof LEVELS)[number], Sign> = {
  error: "error",
  warn: "warning",
  info: "offline",
  log: "offline",
  debug: "offline",
};

type Props = { id: string; onPlace: (mark: Mark) => void };

/** How often the script ran, its failures and what it wrote, newest first. */
export function LogTab({ id, onPlace }: Props) {
  const { t } = useTranslation();
  const said = useSaid();
  const zone = usePreferences((all) => all.zone);
  const log = useModelLog(id);
  const model = useModel("thing-models", id, true);
  const statistics = model.data?.statistics ?? null;
  const refresh = (
    <Button
      icon={<ReloadOutlined />}
      loading={log.isFetching && !log.isPending}
      onClick={() => void Promise.all([log.refetch(), model.refetch()])}
    >
      {t("models.log.refresh")}
    </Button>
  );
  if (log.error) return <ErrorPanel error={log.error} onRetry={() => void log.refetch()} />;
  if (log.isPending) return null;
  if (log.data.items.length === 0) {
    return (
      <div className={css["log"]}>
        <RunStatistics statistics={statistics} />
        <EmptyState title={t("models.log.empty")} text={t("models.log.emptyText")}>
          {refresh}
        </EmptyState>
      </div>
    );
  }
  return (
    <div className={css["log"]}>
      <RunStatistics statistics={statistics} />
      <div>{refresh}</div>
      <table>
        <TableHead
          titles={[
            t("models.log.time"),
            t("models.log.level"),
            t("models.log.device"),
            t("models.log.text"),
            t("models.log.place"),
          ]}
        />
        <tbody>
          {log.data.items.map((entry, nth) => {
            const level = LEVELS.find((one) => one === entry.level);
            const { line, column } = entry;
            return (
              <tr key={nth}>
                <td className="tabular">{absolute(entry.at, zone, true)}</td>
                <td>
                  {level ? (
                    <StateChip sign={signOf[level]} label={t(`models.log.levels.${level}`)} />
                  ) : (
                    entry.level
                  )}
                </td>
                <td>
                  {entry.eui && (
                    <Link to={`${at.devices}/${entry.eui}`}>
                      <EuiText value={entry.eui} />
                    </Link>
                  )}
                </td>
                <td className={css["logText"]}>{said(entry.text_said, entry.text)}</td>
                <td>
                  {line !== null && (
                    <button
                      type="button"
                      className="linklike"
                      onClick={() =>
                        onPlace({ line, column, message: said(entry.text_said, entry.text) })
                      }
                    >
                      {line}
                      {column !== null && `:${column}`}
                    </button>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
