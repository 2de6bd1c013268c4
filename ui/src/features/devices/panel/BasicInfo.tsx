import { useMemo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import { keys } from "../../../api/keys";
import { useUpdateDevice } from "../../../api/mutations";
import { getDevice, useDeviceIncidents } from "../../../api/queries";
import type { DeviceDetail, Profile } from "../../../api/types";
import { at } from "../../../state/routes-at";
import { WriteButton } from "../../../components/actions/WriteButton";
import { DraftFrame } from "../../../components/drafts/DraftFrame";
import { useDraftSave } from "../../../components/drafts/use-draft-save";
import { EuiText } from "../../../components/values/EuiText";
import { Facts } from "../../../components/values/Facts";
import { DurationField } from "../../../components/fields/DurationField";
import { Field, FormSection, Wide } from "../../../components/fields/Field";
import { LocationField } from "../../../components/fields/LocationField";
import { TextField } from "../../../components/fields/TextField";
import { TagField } from "../../../components/fields/TagField";
import { Toggle } from "../../../components/fields/Toggle";
import { useDraft } from "../../../components/fields/use-draft";
import { Incidents } from "../../../components/incidents/Incidents";
import { SaveBar } from "../../../components/page/SaveBar";
import { StateChip } from "../../../components/values/StateChip";
import { Ago, Clock } from "../../../components/values/TimeText";
import { rssi, snr } from "../../../lib/units";
import { TopicHint } from "../add/TopicHint";
import css from "./DevicePanel.module.css";
import { SubDevices } from "./SubDevices";
import { INTEGRATIONS } from "../../../components/values/device-switches";
import { statusSign } from "../../../components/values/status-sign";
import { profileSign } from "../profile-sign";

type Props = { device: DeviceDetail };

/** The record itself: what can be edited, how it is doing, and its radio side. */
export function BasicInfo({ device }: Props) {
  const { t } = useTranslation();
  const stored = useMemo(() => editable(device), [device]);
  const draft = useDraft(stored, device.eui, { record: `device/${device.eui}` });
  const update = useUpdateDevice();
  const { errors, edit, save, send, discard } = useDraftSave({
    draft,
    queryKey: keys.one("devices", device.eui),
    load: () => getDevice(device.eui),
    valuesOf: editable,
    update: ({ name, remark, ...rest }, answers) =>
      update.mutate(
        {
          eui: device.eui,
          ...rest,
          ...(name === undefined ? {} : { name: name.trim() }),
          ...(remark === undefined ? {} : { remark: remark.trim() }),
        },
        answers,
      ),
    saved: t("devices.saved"),
    failed: t("devices.saveFailed"),
  });

  const incidents = useDeviceIncidents(device.eui);
  const { values } = draft;
  return (
    <DraftFrame draft={draft} onOverwrite={send}>
      <div className={css["scroll"]}>
        <FormSection title={t("devices.status")}>
          <Facts
            items={[
              [
                t("devices.status"),
                <StateChip
                  key="status"
                  sign={statusSign[device.status]}
                  label={t(`state.${device.status}`)}
                />,
              ],
              [t("devices.lastSeen"), <Ago key="seen" at={device.active_time} />],
              [
                t("devices.signal"),
                device.rssi === null ? "—" : `${rssi(device.rssi)} / ${snr(device.snr)}`,
              ],
              [t("devices.source"), device.device_type === "VIRTUAL" ? "—" : device.data_from],
              ...(device.parent === null
                ? []
                : [
                    [
                      t("devices.parent"),
                      <Link key="parent" to={`${at.devices}/${device.parent}`}>
                        <EuiText value={device.parent} />
                      </Link>,
                    ] as [string, ReactNode],
                  ]),
              ...(device.template === null
                ? []
                : [
                    [
                      t("devices.template"),
                      device.template.scope === null ? (
                        device.template.name
                      ) : (
                        <Link key="template" to={`${at.deviceTemplates}/${device.template.id}`}>
                          {device.template.name}
                        </Link>
                      ),
                    ] as [string, ReactNode],
                  ]),
              [t("devices.created"), <Clock key="created" at={device.created_at} />],
            ]}
          />
        </FormSection>
        <FormSection title={t("devices.record")}>
          <TextField
            label={t("devices.name")}
            api="name"
            error={errors["name"]}
            value={values.name}
            onChange={(name) => edit({ name })}
          />
          <Field
            label={t("devices.heartbeat")}
            api="heart_period"
            help={t("devices.heartbeatHelp")}
            error={errors["heart_period"]}
          >
            <DurationField
              value={values.heart_period}
              onChange={(heart_period) => edit({ heart_period })}
            />
          </Field>
          <Wide>
            <Field label={t("devices.tags")} api="tags" error={errors["tags"]}>
              <TagField value={values.tags} onChange={(tags) => edit({ tags })} />
            </Field>
          </Wide>
          <Wide>
            <LocationField
              value={values.location_id}
              known={values.location_id === device.location_id ? device.location?.path : undefined}
              error={errors["location_id"]}
              onChange={(location_id) => edit({ location_id })}
            />
          </Wide>
          <Wide>
            <TextField
              label={t("devices.remark")}
              api="remark"
              error={errors["remark"]}
              value={values.remark}
              onChange={(remark) => edit({ remark })}
            />
          </Wide>
          <Wide>
            <Toggle
              label={t("devices.storage")}
              api="real_time_storage"
              help={t("devices.storageHelp")}
              value={values.real_time_storage}
              onChange={(real_time_storage) => edit({ real_time_storage })}
            />
          </Wide>
        </FormSection>
        <FormSection title={t("devices.integrations")}>
          {INTEGRATIONS.map((name) => (
            <Toggle
              key={name}
              label={t(`template.switch.${name}`)}
              api={name}
              value={values[name]}
              onChange={(on) => edit({ [name]: on })}
            />
          ))}
        </FormSection>
        {device.device_type === "NORMAL" && <SubDevices device={device} />}
        {device.profile !== "none" && (
          <ProfileCard device={device} profile={device.profile_detail} />
        )}
        {device.data_from === "OTHER" && device.device_type === "NORMAL" && (
          <FormSection title={t("devices.data")}>
            <Wide>
              <TopicHint eui={device.eui} />
            </Wide>
          </FormSection>
        )}
        <Incidents incidents={incidents.data?.items ?? []} />
      </div>
      <SaveBar
        changes={draft.changes}
        saving={update.isPending}
        onSave={save}
        onDiscard={discard}
      />
    </DraftFrame>
  );
}

const editable = (device: DeviceDetail) => ({
  name: device.name,
  tags: device.tags,
  location_id: device.location_id,
  heart_period: device.heart_period,
  real_time_storage: device.real_time_storage,
  things_board: device.things_board,
  home_assistant: device.home_assistant,
  bacnet: device.bacnet,
  modbus_tcp: device.modbus_tcp,
  third_party: device.third_party,
  remark: device.remark,
});

type CardProps = { device: DeviceDetail; profile: Profile | null };

/** The radio side in short; a missing profile is offered. */
function ProfileCard({ device, profile }: CardProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const word = t(`devices.profile_${device.profile}`);
  if (!profile) {
    return (
      <FormSection
        title={t("devices.radio")}
        aside={<StateChip sign="warning" label={t("devices.profile_missing")} />}
      >
        <Wide>
          <div className={css["missing"]}>
            <span>{t("devices.noProfileText")}</span>
            <WriteButton
              type="primary"
              onClick={() => void navigate(`${at.profiles}/new?dev_eui=${device.eui}`)}
            >
              {t("devices.addProfile")}
            </WriteButton>
          </div>
        </Wide>
      </FormSection>
    );
  }
  const address = profile.session_dev_addr ?? profile.dev_addr;
  return (
    <FormSection
      title={t("devices.radio")}
      aside={<Link to={`${at.profiles}/${device.eui}`}>{t("devices.openProfile")}</Link>}
    >
      <Facts
        items={[
          [
            t("devices.status"),
            <StateChip key="state" sign={profileSign[device.profile] ?? "ok"} label={word} />,
          ],
          [t("profiles.joinMode"), profile.join_mode],
          [t("profiles.standard"), profile.standard],
          [t("profiles.class"), profile.class_mode.replace("Class", "")],
          [
            t("profiles.devAddr"),
            address ? <EuiText key="address" value={address} strongEnd={false} /> : "—",
          ],
          [t("profiles.counters"), `${profile.f_cnt_up ?? "—"} / ${profile.f_cnt_down ?? "—"}`],
          [t("profiles.lastJoin"), <Ago key="join" at={profile.last_join} />],
          [t("profiles.lastUplink"), <Ago key="uplink" at={profile.last_uplink} />],
        ]}
      />
    </FormSection>
  );
}
