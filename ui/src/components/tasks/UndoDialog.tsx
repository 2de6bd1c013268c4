import { Button, Modal, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useRestoreCheck, useUndo } from "../../api/restore";
import type { RestoreCheck, RestoreItem, RestorePoint, UndoVerdict } from "../../api/types";
import { usePreferences } from "../../state/preferences";
import { absolute } from "../../lib/time";
import { FirstButton } from "../actions/FirstButton";
import { WriteButton } from "../actions/WriteButton";
import { ErrorPanel } from "../states/ErrorPanel";
import { EuiText } from "../values/EuiText";
import { useSaid } from "../values/said";
import { StateSign } from "../values/StateChip";
import { toastFailed } from "../messages/toast";
import { useWhenOver } from "./use-when-over";
import css from "./Tasks.module.css";

type Props = { point: RestorePoint; onClose: () => void };

const DOES: readonly UndoVerdict[] = ["restore", "revert", "remove"];
const shownFirst: readonly UndoVerdict[] = ["refused", "conflict", "restore", "revert", "remove"];

/** What undoing would do now, and the choice for what was changed meanwhile. */
export function UndoDialog({ point, onClose }: Props) {
  const { t } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  const [overwrite, setOverwrite] = useState(false);
  const [chosen, setChosen] = useState<UndoVerdict | undefined>();
  const summary = useRestoreCheck(point.id, undefined);
  const undo = useUndo();
  const whenOver = useWhenOver();
  const counts = summary.data?.counts;
  const verdict = chosen ?? shownFirst.find((one) => counts && counts[one] > 0);
  const does = counts ? DOES.reduce((sum, one) => sum + counts[one], 0) : 0;
  const total = does + (overwrite ? (counts?.conflict ?? 0) : 0);

  function run(): void {
    undo.mutate(
      { id: point.id, overwrite },
      {
        onSuccess(task) {
          onClose();
          whenOver(task, (over) => t("undo.done", { count: over.ok }));
        },
        onError: (error) => toastFailed(t("undo.failed"), error),
      },
    );
  }

  return (
    <Modal
      open
      width={560}
      title={t(`undo.title.${point.operation}`, { name: point.name })}
      mask={{ closable: false }}
      onCancel={onClose}
      footer={[
        <FirstButton key="cancel" onClick={onClose}>
          {t("common.cancel")}
        </FirstButton>,
        <WriteButton
          key="undo"
          type="primary"
          disabled={total === 0}
          loading={undo.isPending}
          onClick={run}
        >
          {t("undo.verb", { count: total })}
        </WriteButton>,
      ]}
    >
      <div className={css["undo"]}>
        <p className="hint">
          {t("undo.kept", {
            made: absolute(point.created_at, zone),
            until: absolute(point.expires_at, zone),
          })}
        </p>
        {summary.error && (
          <ErrorPanel error={summary.error} onRetry={() => void summary.refetch()} />
        )}
        {counts && <Counts counts={counts} chosen={verdict} onChoose={(next) => setChosen(next)} />}
        {verdict && <Records point={point.id} verdict={verdict} />}
        {counts && counts.conflict > 0 && (
          <Radio.Group
            aria-label={t("undo.conflicts")}
            value={overwrite}
            onChange={(event) => setOverwrite(event.target.value === true)}
            options={[
              { value: false, label: t("undo.skip") },
              { value: true, label: t("undo.overwrite") },
            ]}
          />
        )}
        <p className="hint">{t("undo.notBack")}</p>
      </div>
    </Modal>
  );
}

type CountsProps = {
  counts: RestoreCheck["counts"];
  chosen: UndoVerdict | undefined;
  onChoose: (verdict: UndoVerdict) => void;
};

const every: readonly UndoVerdict[] = [
  "restore",
  "revert",
  "remove",
  "conflict",
  "refused",
  "same",
];

function Counts({ counts, chosen, onChoose }: CountsProps) {
  const { t } = useTranslation();
  const present = every.filter((verdict) => counts[verdict] > 0);
  return (
    <div className={css["actions"]}>
      {present.map((verdict) => (
        <Button
          key={verdict}
          size="small"
          aria-pressed={chosen === verdict}
          type={chosen === verdict ? "primary" : "default"}
          ghost={chosen === verdict}
          onClick={() => onChoose(verdict)}
        >
          {t(`undo.count.${verdict}`, { count: counts[verdict] })}
        </Button>
      ))}
    </div>
  );
}

/** People know a model by its name, and everything else by its EUI. */
const hasEui = ({ kind }: RestoreItem) =>
  kind === "device" || kind === "profile" || kind === "gateway";

type RecordsProps = { point: string; verdict: UndoVerdict };

function Records({ point, verdict }: RecordsProps) {
  const { t } = useTranslation();
  const said = useSaid();
  const check = useRestoreCheck(point, verdict);
  const records = check.data?.records;
  if (!records) return null;
  const left = (records.total ?? 0) - records.items.length;
  return (
    <div className={css["table"]}>
      <table>
        <tbody>
          {records.items.map((item) => (
            <tr key={`${item.kind} ${item.key}`}>
              <td>{hasEui(item) ? <EuiText value={item.key} /> : item.name || item.key}</td>
              <td>
                {hasEui(item) && item.name !== "" && <div>{item.name}</div>}
                <span className="hint">{t(`undo.kind.${item.kind}`)}</span>
                {item.detail && (
                  <div className={css["why"]}>
                    <StateSign sign={item.verdict === "refused" ? "error" : "warning"} />
                    <span>{said(item.detail_said, item.detail)}</span>
                  </div>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && <p className="hint">{t("common.andMore", { count: left })}</p>}
    </div>
  );
}
