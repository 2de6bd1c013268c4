import { useTranslation } from "react-i18next";

import type { Impact, ImpactDifference, Json } from "../../../api/types";
import { usePreferences } from "../../../state/preferences";
import { absolute } from "../../../lib/time";
import { count, NOTHING } from "../../../lib/units";
import { useSaid } from "../../values/said";
import { StateSign, type Sign } from "../../values/StateChip";
import css from "./SaveReview.module.css";

const signOf: Record<ImpactDifference["outcome"], Sign> = {
  changed: "warning",
  fails: "error",
  works: "ok",
};

type Props = { impact: Impact };

/** Which recorded uplinks a changed script treats otherwise, and which of their fields. */
export function ImpactView({ impact }: Props) {
  const { t, i18n } = useTranslation();
  const amount = (value: number) => count(value, i18n.language);
  const figures = [
    [t("models.review.changed"), impact.changed],
    [t("models.review.fails"), impact.newly_failing],
    [t("models.review.works"), impact.newly_working],
    [t("models.review.unchanged"), impact.unchanged],
  ] as const;
  if (impact.found === 0) return <p className="hint">{t("models.review.noUplinks")}</p>;
  return (
    <>
      <p>
        {t("models.review.ran", {
          count: impact.ran,
          ran: amount(impact.ran),
          devices: amount(impact.devices),
        })}
        {impact.ran < impact.found &&
          ` ${t("models.review.incomplete", { found: amount(impact.found) })}`}
      </p>
      <dl className={css["figures"]}>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="tabular">{amount(value)}</dd>
          </div>
        ))}
      </dl>
      {impact.others && impact.others.devices > 0 && (
        <p className="hint">
          {t("models.review.others", {
            count: impact.others.devices,
            devices: amount(impact.others.devices),
            ran: amount(impact.others.ran),
            differ: amount(
              impact.others.changed + impact.others.newly_failing + impact.others.newly_working,
            ),
          })}
        </p>
      )}
      {impact.fields.length > 0 && (
        <p className={css["fields"]}>
          {impact.fields.map((field) => (
            <span key={`${field.part}.${field.field}`}>
              <code>{field.field}</code> <span className="hint tabular">{amount(field.count)}</span>
            </span>
          ))}
        </p>
      )}
      {impact.differences.length > 0 && (
        <ol className={css["differences"]} aria-label={t("models.review.differences")}>
          {impact.differences.map((difference) => (
            <Difference key={difference.message_id} difference={difference} />
          ))}
        </ol>
      )}
    </>
  );
}

type DifferenceProps = { difference: ImpactDifference };

function Difference({ difference }: DifferenceProps) {
  const { t } = useTranslation();
  const said = useSaid();
  const zone = usePreferences((all) => all.zone);
  const shown = (value: Json | undefined) =>
    value === null || value === undefined ? NOTHING : JSON.stringify(value);
  return (
    <li>
      <div className={css["uplink"]}>
        <StateSign sign={signOf[difference.outcome]} />
        <b>{difference.device_name || difference.eui}</b>
        <span className="hint tabular">{absolute(difference.at, zone)}</span>
        <span className="hint">{t(`models.review.outcome.${difference.outcome}`)}</span>
      </div>
      {difference.error && <pre>{said(difference.error_said, difference.error)}</pre>}
      {difference.fields.map((field) => (
        <div
          key={`${field.sub_device ?? ""}/${field.part}.${field.field}`}
          className={css["change"]}
        >
          <code>
            {field.sub_device !== null && `${field.sub_device} / `}
            {field.field}
          </code>
          <span className="tabular">
            <del>{shown(field.old)}</del> → <ins>{shown(field.new)}</ins>
          </span>
        </div>
      ))}
    </li>
  );
}
