import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useGatewayIncidents } from "../../../api/queries";
import type { Gateway } from "../../../api/types";
import { DraftFrame } from "../../../components/drafts/DraftFrame";
import { Facts } from "../../../components/values/Facts";
import { FormSection } from "../../../components/fields/Field";
import { useDraft } from "../../../components/fields/use-draft";
import { Incidents } from "../../../components/incidents/Incidents";
import { SaveBar } from "../../../components/page/SaveBar";
import { StateChip, type Sign } from "../../../components/values/StateChip";
import { Ago } from "../../../components/values/TimeText";
import { count } from "../../../lib/units";
import { statusSign } from "../../../components/values/status-sign";
import { GatewayFields } from "../GatewayFields";
import css from "../Gateways.module.css";
import { recordOf } from "../gateway-values";
import { StationToken } from "../StationToken";
import { useSave } from "./use-save";

type Props = { gateway: Gateway };

/** How it is doing, its record, and when it came and went. */
export function BasicTab({ gateway }: Props) {
  const { t, i18n } = useTranslation();
  const stored = useMemo(() => recordOf(gateway), [gateway]);
  const draft = useDraft(stored, gateway.eui, { record: `gateway/${gateway.eui}` });
  const { edit, save, send, discard, errors, saving } = useSave(gateway, recordOf, draft);
  const incidents = useGatewayIncidents(gateway.eui);
  const number = (value: number) => count(value, i18n.language);
  const path: Sign = gateway.down_path === "open" ? "ok" : "warning";
  return (
    <DraftFrame draft={draft} onOverwrite={send}>
      <div className={css["scroll"]}>
        <FormSection title={t("gateways.status")}>
          <Facts
            items={[
              [
                t("gateways.status"),
                <StateChip
                  key="status"
                  sign={statusSign[gateway.status]}
                  label={t(`state.${gateway.status}`)}
                />,
              ],
              [t("gateways.lastSeen"), <Ago key="seen" at={gateway.last_seen} />],
              [
                t("gateways.address"),
                <span key="address" className="mono">
                  {gateway.address ?? "—"}
                </span>,
              ],
              [
                t("gateways.downPath"),
                <StateChip
                  key="path"
                  sign={path}
                  label={t(`gateways.path.${gateway.down_path}`)}
                  title={t(`gateways.pathHelp.${gateway.down_path}`)}
                />,
              ],
              [t("gateways.uplinksHour"), number(gateway.uplinks_hour)],
              [t("gateways.downlinksHour"), number(gateway.downlinks_hour)],
            ]}
          />
        </FormSection>
        {gateway.registered && (
          <>
            <GatewayFields
              values={draft.values}
              reported={gateway.stat}
              location={gateway.location}
              onChange={edit}
              errors={errors}
            />
            <StationToken gateway={gateway} />
            <Incidents incidents={incidents.data?.items ?? []} />
          </>
        )}
      </div>
      <SaveBar changes={draft.changes} saving={saving} onSave={save} onDiscard={discard} />
    </DraftFrame>
  );
}
