import { Button, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useVersion, useVersions, type ModelKind } from "../../../api/models";
import type { Json, JsonObject } from "../../../api/types";
import { usePreferences } from "../../../state/preferences";
import { absolute } from "../../../lib/time";
import { EmptyState } from "../../states/EmptyState";
import { ErrorPanel } from "../../states/ErrorPanel";
import { Diff } from "./Diff";
import css from "./HistoryTab.module.css";

type Against = "now" | "before";

type Props = {
  kind: ModelKind;
  id: string;
  readOnly: boolean;
  /** Puts a version into the editor, unsaved. */
  onRestore: (content: JsonObject, number: number) => void;
};

/** The last saves of a model: what differs from the one before or from now, and the way back. */
export function HistoryTab({ kind, id, readOnly, onRestore }: Props) {
  const { t } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  const versions = useVersions(kind, id);
  const [picked, setPicked] = useState<number | null>(null);
  const [against, setAgainst] = useState<Against>("before");
  const numbers = versions.data?.map((version) => version.number) ?? [];
  const newest = numbers[0] ?? null;
  const chosen = picked ?? newest;
  const earlier = numbers[numbers.indexOf(chosen ?? 0) + 1] ?? null;
  const content = useVersion(kind, id, chosen);
  const other = useVersion(kind, id, against === "now" ? newest : earlier);

  if (versions.error) {
    return <ErrorPanel error={versions.error} onRetry={() => void versions.refetch()} />;
  }
  if (versions.isPending) return null;
  if (versions.data.length === 0) {
    return <EmptyState title={t("models.versions.empty")} text={t("models.versions.emptyText")} />;
  }
  const isNewest = chosen === newest;
  const failed = content.error ? content : other;
  const first = against === "before" && earlier === null;
  const [from, to] = against === "now" ? [content.data, other.data] : [other.data, content.data];
  return (
    <div className={css["history"]}>
      <ol className={css["list"]} aria-label={t("models.versions.title")}>
        {versions.data.map(({ number, saved_at }) => (
          <li key={number}>
            <button
              type="button"
              aria-pressed={number === chosen}
              onClick={() => setPicked(number)}
            >
              <b className="tabular">{t("models.versions.number", { number })}</b>
              <span className="hint tabular">{absolute(saved_at, zone)}</span>
              {number === newest && <span className="hint">{t("models.versions.now")}</span>}
            </button>
          </li>
        ))}
      </ol>
      <div className={css["content"]}>
        <header className={css["head"]}>
          <Segmented<Against>
            aria-label={t("models.versions.compare")}
            value={against}
            onChange={setAgainst}
            options={[
              { value: "before", label: t("models.versions.withBefore") },
              { value: "now", label: t("models.versions.withNow"), disabled: isNewest },
            ]}
          />
          <span className={css["grow"]} />
          {!readOnly && !isNewest && content.data && chosen !== null && (
            <Button onClick={() => onRestore(content.data, chosen)}>
              {t("models.versions.restore", { number: chosen })}
            </Button>
          )}
        </header>
        {first ? (
          <p className="hint">{t("models.versions.first")}</p>
        ) : failed.error ? (
          <ErrorPanel error={failed.error} onRetry={() => void failed.refetch()} />
        ) : (
          from && to && <Differences from={from} to={to} />
        )}
      </div>
    </div>
  );
}

type DifferencesProps = { from: JsonObject; to: JsonObject };

const text = (value: Json | undefined) =>
  typeof value === "string" ? value : JSON.stringify(value ?? null, null, 2);

/** Every field that differs, as lines. */
function Differences({ from, to }: DifferencesProps) {
  const { t } = useTranslation();
  const names = Object.keys({ ...from, ...to }).filter(
    (name) => JSON.stringify(from[name]) !== JSON.stringify(to[name]),
  );
  if (names.length === 0) return <p className="hint">{t("models.versions.same")}</p>;
  return names.map((name) => (
    <section key={name} className={css["field"]}>
      <h3>
        <code>{name}</code>
      </h3>
      <Diff before={text(from[name])} after={text(to[name])} label={name} />
    </section>
  ));
}
