import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { keys } from "../../api/keys";
import { useDiagnosis, type Diagnosed } from "../../api/queries";
import type { Finding, LiveEvent } from "../../api/types";
import { useEvents } from "../../state/live/use-live";
import { useNow } from "../../state/now";
import { usePreferences } from "../../state/preferences";
import { at } from "../../state/routes-at";
import { absolute, ago } from "../../lib/time";
import { classes } from "../../lib/text";
import { ErrorPanel } from "../states/ErrorPanel";
import { StateSign } from "../values/StateChip";
import { Ago } from "../values/TimeText";
import css from "./Diagnosis.module.css";
import { FixButton } from "./FixButton";
import { findingSign, findingText, framesOf } from "./words";

type Props = {
  of: Diagnosed;
  eui: string;
  /** Shows the frames of a finding; the network page does when this is absent. */
  onShow?: (finding: Finding, filters: Record<string, string>) => void;
};

/** Frames come in bursts; the diagnosis is asked for once after each. */
const SETTLE_MS = 500;

/** Why the device is heard or not: one sentence, what proves it, and the next step. */
export function DiagnosisCard({ of, eui, onShow }: Props) {
  const { t } = useTranslation();
  const diagnosis = useDiagnosis(of, eui);
  useFresh(of, eui);
  if (diagnosis.error) {
    return <ErrorPanel error={diagnosis.error} onRetry={() => void diagnosis.refetch()} />;
  }
  const findings = diagnosis.data?.findings;
  return (
    <section
      className={css["card"]}
      role="status"
      aria-label={t("diagnosis.title")}
      data-testid="diagnosis"
    >
      {findings ? (
        findings.map((finding, place) => (
          <Found
            key={`${finding.code}/${finding.params["gateway"] ?? finding.params["dev_eui"] ?? ""}`}
            finding={finding}
            eui={eui}
            isVerdict={place === 0}
            atProfile={of === "profile"}
            onShow={onShow}
          />
        ))
      ) : (
        <p className="hint">{t("diagnosis.checking")}</p>
      )}
    </section>
  );
}

/** Asks again when a frame of the device, or of somebody nobody knows, was heard. */
function useFresh(of: Diagnosed, eui: string): void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const concerns = (event: LiveEvent) =>
    event.type === "resync" ||
    (event.type === "frame" &&
      (event.frame.dev_eui === eui || event.frame.verdict.startsWith("unknown_dev_")));
  useEvents({
    topics: ["frame"],
    eui,
    batchMs: SETTLE_MS,
    onEvents(events) {
      if (!events.some(concerns)) return;
      clearTimeout(timer.current);
      timer.current = setTimeout(
        () => void client.invalidateQueries({ queryKey: keys.diagnosis(of, eui) }),
        SETTLE_MS,
      );
    },
  });
}

type FoundProps = {
  finding: Finding;
  eui: string;
  isVerdict: boolean;
  atProfile: boolean;
  onShow: Props["onShow"];
};

function Found({ finding, eui, isVerdict, atProfile, onShow }: FoundProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const zone = usePreferences((all) => all.zone);
  const now = useNow();
  const words = findingText(
    finding,
    t,
    (time) => absolute(time, zone),
    (time) => distance(time),
  );

  function distance(time: string): string {
    const since = ago(time, now);
    if (since === null) return absolute(time, zone);
    return since.unit === "now"
      ? t("time.now")
      : t(`time.ago_${since.unit}`, { count: since.amount });
  }

  function show(): void {
    const filters = framesOf(finding, eui);
    const own = filters["dev_eui"] === eui;
    if (onShow && own) {
      onShow(finding, filters);
      return;
    }
    const search = new URLSearchParams(filters).toString();
    void navigate(`${at.networkData}/ns/${finding.frames[0] ?? ""}?${search}`);
  }

  const title = isVerdict ? (
    <h3>{words.title}</h3>
  ) : (
    <h4 className={css["second"]}>{words.title}</h4>
  );
  return (
    <div className={classes(css["finding"], isVerdict && css["verdict"])} data-code={finding.code}>
      <StateSign sign={findingSign(finding)} />
      <div className={css["words"]}>
        {title}
        <p>{words.detail}</p>
        {words.next && <p className={css["next"]}>{words.next}</p>}
        <div className={css["actions"]}>
          {finding.actions.map((action, place) => (
            <FixButton
              key={action}
              action={action}
              eui={eui}
              params={finding.params}
              atProfile={atProfile}
              primary={place === 0 && isVerdict}
            />
          ))}
          {finding.frames.length > 0 && (
            <>
              <button type="button" className="linklike" onClick={show}>
                {t("diagnosis.show")}
              </button>
              <span className="hint">
                {t("diagnosis.frames", { count: finding.count })} <Ago at={finding.last} />
              </span>
            </>
          )}
        </div>
      </div>
    </div>
  );
}
