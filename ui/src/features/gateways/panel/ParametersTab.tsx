import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useGatewayStatistics, useRegions } from "../../../api/queries";
import type { Gateway, GatewayStatistics, Standard } from "../../../api/types";
import { DraftFrame } from "../../../components/drafts/DraftFrame";
import { Facts } from "../../../components/values/Facts";
import { Choice } from "../../../components/fields/Choice";
import { Field, FormSection, Wide } from "../../../components/fields/Field";
import { NumberField } from "../../../components/fields/NumberField";
import { PlainInput } from "../../../components/fields/PlainInput";
import { useReadOnlyForm } from "../../../components/fields/read-only";
import { Toggle } from "../../../components/fields/Toggle";
import { useDraft } from "../../../components/fields/use-draft";
import { SaveBar } from "../../../components/page/SaveBar";
import { StateChip } from "../../../components/values/StateChip";
import { count, measured, megahertz, NOTHING, withUnit } from "../../../lib/units";
import css from "../Gateways.module.css";
import { groupsOf, groupSpan, hostOf, radioOf, type RadioValues } from "../gateway-values";
import { useSave } from "./use-save";

type Props = { gateway: Gateway };

/** Its radio as a person set it, its channels, what is heard on them, and what it says of itself. */
export function ParametersTab({ gateway }: Props) {
  const stored = useMemo(() => radioOf(gateway), [gateway]);
  const draft = useDraft(stored, gateway.eui, { record: `gateway-radio/${gateway.eui}` });
  const { edit, save, send, discard, errors, saving } = useSave(gateway, radioOf, draft);
  const { data } = useGatewayStatistics(gateway.eui);
  return (
    <DraftFrame draft={draft} onOverwrite={send}>
      <div className={css["scroll"]}>
        {gateway.registered && (
          <Radio values={draft.values} onChange={edit} errors={errors} gateway={gateway} />
        )}
        {data && (
          <Channels
            gateway={gateway}
            statistics={data}
            onTake={(standard, sub_band) => draft.set({ standard, sub_band })}
          />
        )}
        <Reported gateway={gateway} />
      </div>
      <SaveBar changes={draft.changes} saving={saving} onSave={save} onDiscard={discard} />
    </DraftFrame>
  );
}

type RadioProps = {
  values: RadioValues;
  onChange: (change: Partial<RadioValues>) => void;
  errors: Record<string, string>;
  gateway: Gateway;
};

const UNKNOWN = "";
const ALL = -1;

function Radio({ values, onChange, errors, gateway }: RadioProps) {
  const { t } = useTranslation();
  const readOnly = useReadOnlyForm();
  const regions = useRegions().data ?? [];
  const { standard, sub_band } = values;
  const groups = groupsOf(standard);
  const host = gateway.address === null ? null : hostOf(gateway.address);
  return (
    <FormSection title={t("gateways.radio")}>
      <Field
        label={t("gateways.standard")}
        api="standard"
        help={t("gateways.standardHelp")}
        error={errors["standard"]}
      >
        <Choice<Standard | "">
          value={standard ?? UNKNOWN}
          options={[
            { value: UNKNOWN, label: t("gateways.notSet") },
            ...regions.map((region) => ({ value: region.standard, label: region.label })),
          ]}
          onChange={(next) => onChange({ standard: next === "" ? null : next, sub_band: null })}
        />
      </Field>
      <Field
        label={t("gateways.subBand")}
        api="sub_band"
        help={t(
          standard === null
            ? "gateways.subBandFirst"
            : groups.length === 0
              ? "gateways.subBandNone"
              : "gateways.subBandHelp",
        )}
        error={errors["sub_band"]}
      >
        <Choice<number>
          value={sub_band ?? ALL}
          disabled={groups.length === 0}
          options={[
            { value: ALL, label: t("gateways.notSet") },
            ...groups.map((group) => ({
              value: group,
              label: standard === null ? String(group) : `${group} · ${groupSpan(standard, group)}`,
            })),
          ]}
          onChange={(next) => onChange({ sub_band: next === ALL ? null : next })}
        />
      </Field>
      <Field
        label={t("gateways.antennaGain")}
        api="antenna_gain"
        help={t("gateways.antennaGainHelp")}
        error={errors["antenna_gain"]}
      >
        <NumberField
          value={values.antenna_gain}
          least={-30}
          most={30}
          step={0.5}
          unit="dB"
          onChange={(next) => onChange({ antenna_gain: next ?? 0 })}
        />
      </Field>
      <Field
        label={t("gateways.maxEirp")}
        api="max_eirp"
        help={t("gateways.maxEirpHelp")}
        error={errors["max_eirp"]}
      >
        <NumberField
          value={values.max_eirp}
          least={-10}
          most={36}
          step={1}
          unit="dBm"
          onChange={(next) => onChange({ max_eirp: next === null ? null : Math.round(next) })}
        />
      </Field>
      <Wide>
        <Field
          label={t("gateways.fixedAddress")}
          api="fixed_address"
          help={
            <>
              {t("gateways.fixedAddressHelp")}{" "}
              {!readOnly && host !== null && values.fixed_address !== host && (
                <button
                  type="button"
                  className="linklike"
                  onClick={() => onChange({ fixed_address: host })}
                >
                  {t("gateways.useAddress", { address: host })}
                </button>
              )}
            </>
          }
          error={errors["fixed_address"]}
        >
          <PlainInput
            value={values.fixed_address}
            maxLength={64}
            placeholder={t("gateways.anyAddress")}
            onChange={(fixed_address) => onChange({ fixed_address })}
          />
        </Field>
      </Wide>
      <Wide>
        <Toggle
          label={t("gateways.downEnable")}
          api="down_enable"
          help={t("gateways.downEnableHelp")}
          value={values.down_enable}
          onChange={(down_enable) => onChange({ down_enable })}
        />
      </Wide>
    </FormSection>
  );
}

type ChannelsProps = {
  gateway: Gateway;
  statistics: GatewayStatistics;
  onTake: (standard: Standard, subBand: number | null) => void;
};

/** Where devices are heard and answered, and what is heard elsewhere. */
function Channels({ gateway, statistics, onTake }: ChannelsProps) {
  const { t, i18n } = useTranslation();
  const readOnly = useReadOnlyForm();
  const { plan, heard } = statistics;
  const number = (value: number) => count(value, i18n.language);
  const known = new Map(heard.map((one) => [one.freq, one.count]));
  const planned = new Set(plan.channels.map((channel) => channel.uplink));
  const others = heard.filter((one) => !planned.has(one.freq));
  const guess = plan.guess;
  return (
    <FormSection title={t("gateways.channels")}>
      {plan.other_band > 0 && (
        <Wide>
          <StateChip sign="error" label={t("gateways.otherBand", { count: plan.other_band })} />
          <p className="hint">{t("gateways.otherBandHelp")}</p>
        </Wide>
      )}
      {plan.other_group > 0 && (
        <Wide>
          <StateChip sign="warning" label={t("gateways.otherGroup", { count: plan.other_group })} />
          <p className="hint">{t("gateways.otherGroupHelp")}</p>
        </Wide>
      )}
      {guess && (
        <Wide>
          <span>
            {t("gateways.looksLike", {
              plan:
                guess.sub_band === null
                  ? guess.standard
                  : t("gateways.bandAndGroup", { band: guess.standard, group: guess.sub_band }),
            })}
          </span>{" "}
          {gateway.registered && !readOnly && (
            <button
              type="button"
              className="linklike"
              onClick={() => onTake(guess.standard, guess.sub_band)}
            >
              {t("gateways.take")}
            </button>
          )}
        </Wide>
      )}
      <Wide>
        {plan.channels.length === 0 && heard.length === 0 ? (
          <p className="hint">{t("gateways.noChannels")}</p>
        ) : (
          <table className={css["table"]}>
            <thead>
              <tr>
                <th scope="col">{t("gateways.uplinkChannel")}</th>
                <th scope="col">{t("gateways.answeredOn")}</th>
                <th scope="col">{t("gateways.heardFrames")}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {plan.channels.map(({ uplink, rx1 }) => (
                <tr key={uplink}>
                  <th scope="row">{megahertz(uplink)}</th>
                  <td>{megahertz(rx1)}</td>
                  <td>{number(known.get(uplink) ?? 0)}</td>
                  <td />
                </tr>
              ))}
              {others.map(({ freq, count: frames, fit }) => (
                <tr key={freq}>
                  <th scope="row">{megahertz(freq)}</th>
                  <td>{NOTHING}</td>
                  <td>{number(frames)}</td>
                  <td className={css["words"]}>
                    {(fit === "other_band" || fit === "other_group") && (
                      <StateChip
                        sign={fit === "other_band" ? "error" : "warning"}
                        label={t(`gateways.fit.${fit}`)}
                      />
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {plan.rx2_freq !== null && (
          <p className="hint">{t("gateways.rx2", { frequency: megahertz(plan.rx2_freq) })}</p>
        )}
      </Wide>
    </FormSection>
  );
}

function Reported({ gateway }: Props) {
  const { t } = useTranslation();
  const { stat } = gateway;
  const degrees = (value: number | null) =>
    value === null ? NOTHING : withUnit(measured(value), "°");
  const ack = gateway.tx_ack === null ? NOTHING : t(gateway.tx_ack ? "common.yes" : "common.no");
  return (
    <FormSection title={t("gateways.stat")}>
      <Facts
        items={[
          [
            t("gateways.protocol"),
            gateway.gwmp_version === null ? NOTHING : `GWMP ${gateway.gwmp_version}`,
          ],
          [t("gateways.upAddress"), <Mono key="up" text={gateway.address} />],
          [t("gateways.downAddress"), <Mono key="down" text={gateway.down_address} />],
          [t("gateways.answers"), ack],
          [t("gateways.platform"), gateway.platform ?? NOTHING],
          [t("gateways.version"), gateway.version ?? NOTHING],
          ...(stat === null
            ? []
            : ([
                ["rxnb", String(stat.rxnb)],
                ["rxok", String(stat.rxok)],
                ["rxfw", String(stat.rxfw)],
                ["ackr", stat.ackr === null ? NOTHING : withUnit(measured(stat.ackr, 1), "%")],
                ["dwnb", String(stat.dwnb)],
                ["txnb", String(stat.txnb)],
                [
                  t("gateways.temperature"),
                  stat.temp === null ? NOTHING : withUnit(measured(stat.temp, 1), "℃"),
                ],
                [t("gateways.latitude"), degrees(stat.latitude)],
                [t("gateways.longitude"), degrees(stat.longitude)],
                [
                  t("gateways.altitude"),
                  stat.altitude === null ? NOTHING : withUnit(measured(stat.altitude), "m"),
                ],
              ] as const)),
        ]}
      />
      <Wide>
        <p className="hint">{t(stat === null ? "gateways.noStat" : "gateways.statHelp")}</p>
      </Wide>
    </FormSection>
  );
}

function Mono({ text }: { text: string | null }) {
  return <span className="mono">{text ?? NOTHING}</span>;
}
