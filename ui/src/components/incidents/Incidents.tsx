import { useTranslation } from "react-i18next";

import type { Incident, IncidentKind } from "../../api/types";
import { FormSection, Wide } from "../fields/Field";
import { StateChip, type Sign } from "../values/StateChip";
import { Clock } from "../values/TimeText";
import css from "./Incidents.module.css";

const signs: Record<IncidentKind, Sign> = {
  online: "ok",
  offline: "offline",
  duplicate: "error",
  wrong_address: "error",
  wrong_token: "error",
  acknowledged: "progress",
};

type Props = { incidents: readonly Incident[] };

/** When a gateway or a device came and went, the newest first. */
export function Incidents({ incidents }: Props) {
  const { t } = useTranslation();
  return (
    <FormSection
      title={t("incidents.title")}
      aside={<span className="hint">{t("incidents.help")}</span>}
    >
      <Wide>
        {incidents.length === 0 ? (
          <p className="hint">{t("incidents.none")}</p>
        ) : (
          <ul className={css["incidents"]} data-testid="incidents">
            {incidents.map((incident) => (
              <li key={incident.id}>
                <Clock at={incident.at} />
                <StateChip
                  sign={signs[incident.kind]}
                  label={t(`incidents.kind.${incident.kind}`)}
                />
                <Detail incident={incident} />
              </li>
            ))}
          </ul>
        )}
      </Wide>
    </FormSection>
  );
}

type DetailProps = { incident: Incident };

function Detail({ incident: { kind, detail } }: DetailProps) {
  const { t } = useTranslation();
  const { challenger, last_seen } = detail;
  if (typeof challenger === "string") return <span className="mono">{challenger}</span>;
  if (kind !== "offline" || typeof last_seen !== "string") return null;
  return (
    <span className="hint">
      {t("incidents.lastHeard")} <Clock at={last_seen} />
    </span>
  );
}
