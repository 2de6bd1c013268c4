import { Checkbox } from "antd";
import { useTranslation } from "react-i18next";

import { useSelectedTelemetry, type BulkTarget } from "../../../../api/bulk";
import { ErrorPanel } from "../../../../components/states/ErrorPanel";
import { Loading } from "../../../../components/states/Loading";
import { Clock } from "../../../../components/values/TimeText";
import { count } from "../../../../lib/units";
import { TableHead } from "../../../../components/values/TableHead";
import css from "../Bulk.module.css";

type Props = {
  target: BulkTarget;
  devices: number;
  value: readonly string[];
  onChange: (value: string[]) => void;
};

/** The thing models that recorded something, with how much and when, to be ticked when it shall go. */
export function TelemetryStep({ target, devices, value, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const recorded = useSelectedTelemetry(target);
  if (recorded.error) {
    return <ErrorPanel error={recorded.error} onRetry={() => void recorded.refetch()} />;
  }
  if (!recorded.data) return <Loading />;
  if (recorded.data.length === 0) return <p className="hint">{t("bulkUpdate.noTelemetry")}</p>;
  return (
    <div className={css["step"]}>
      <p className="hint">{t("bulkUpdate.telemetryNote")}</p>
      <table className={css["rows"]}>
        <TableHead
          titles={[
            t("bulkUpdate.thingModel"),
            t("nav.devices"),
            t("bulkUpdate.records"),
            t("bulkUpdate.span"),
          ]}
        />
        <tbody>
          {recorded.data.map((one) => (
            <tr key={one.id}>
              <td>
                <Checkbox
                  checked={value.includes(one.id)}
                  onChange={(event) =>
                    onChange(
                      event.target.checked
                        ? [...value, one.id]
                        : value.filter((id) => id !== one.id),
                    )
                  }
                >
                  {one.name}
                </Checkbox>
              </td>
              <td className="tabular">
                {t("bulkUpdate.onOf", { on: one.devices, total: devices })}
              </td>
              <td className="tabular">
                {one.complete ? "" : "> "}
                {count(one.records, i18n.language)}
              </td>
              <td>
                {one.from !== null && (
                  <>
                    <Clock at={one.from} /> –{" "}
                  </>
                )}
                {one.to !== null && <Clock at={one.to} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
