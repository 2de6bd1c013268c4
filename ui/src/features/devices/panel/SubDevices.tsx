import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useList } from "../../../api/list";
import { paths } from "../../../api/queries";
import type { Device, DeviceDetail } from "../../../api/types";
import { at } from "../../../state/routes-at";
import { CopyButton } from "../../../components/actions/CopyButton";
import { ErrorPanel } from "../../../components/states/ErrorPanel";
import { EuiText } from "../../../components/values/EuiText";
import { FormSection, Wide } from "../../../components/fields/Field";
import { StateChip } from "../../../components/values/StateChip";
import { Ago } from "../../../components/values/TimeText";
import { TableHead } from "../../../components/values/TableHead";
import css from "./DevicePanel.module.css";
import { statusSign } from "../../../components/values/status-sign";
import { identifiers } from "./sub-device-map";

type Props = { device: DeviceDetail };

/** The devices this one reports for; nothing when there are none. */
export function SubDevices({ device }: Props) {
  const { t } = useTranslation();
  const children = useList<Device>("devices", paths.devices, { parent: device.eui, sort: "name" });
  const names = identifiers(device);
  if (children.rows.length === 0) {
    if (!children.error) return null;
    return (
      <FormSection title={t("devices.childrenTitle")}>
        <Wide>
          <ErrorPanel error={children.error} onRetry={children.refetch} />
        </Wide>
      </FormSection>
    );
  }
  return (
    <FormSection
      title={t("devices.children", { count: children.total })}
      aside={<Link to={`${at.devices}?parent=${device.eui}`}>{t("devices.childrenInList")}</Link>}
    >
      <Wide>
        <table className={css["table"]} data-testid="sub-devices">
          <TableHead
            titles={[
              t("devices.identifier"),
              t("devices.eui"),
              t("devices.name"),
              t("devices.status"),
              t("devices.lastSeen"),
            ]}
          />
          <tbody>
            {children.rows.map((child) => (
              <tr key={child.eui}>
                <td className="mono">{names.get(child.eui) ?? "—"}</td>
                <td>
                  <Link to={`${at.devices}/${child.eui}`}>
                    <EuiText value={child.eui} />
                  </Link>
                  <CopyButton text={child.eui} label={t("devices.copyEui")} />
                </td>
                <td>{child.name}</td>
                <td>
                  <StateChip sign={statusSign[child.status]} label={t(`state.${child.status}`)} />
                </td>
                <td>
                  <Ago at={child.active_time} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </FormSection>
  );
}
