import { Button, Checkbox, Modal, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useMe } from "../../api/queries";
import { useDeleteDevices, useDeletionPreview } from "../../api/restore";
import type { DevicesPreview, SelectedDevices, Task } from "../../api/types";
import { allowed } from "../../components/actions/allowed";
import css from "../../components/messages/Confirm.module.css";
import { ErrorPanel } from "../../components/states/ErrorPanel";
import { toastFailed } from "../../components/messages/toast";
import { MANY, TypeCount } from "../../components/messages/TypeCount";
import { useOnce } from "../../components/actions/use-once";
import { WriteButton } from "../../components/actions/WriteButton";
import { count as amountOf, isCount } from "../../lib/units";
import { useDownload } from "../../components/imports/use-download";

type Props = {
  devices: SelectedDevices;
  onClose: () => void;
  onBegun: (task: Task) => void;
};

/** What goes with devices, what is to go too, and how sure one is. */
export function DeleteDevices({ devices, onClose, onBegun }: Props) {
  const { t, i18n } = useTranslation();
  const preview = useDeletionPreview(devices);
  const remove = useDeleteDevices();
  const once = useOnce();
  const { records } = useDownload();
  const tenant = useMe().data?.tenant ?? "";
  const [telemetry, setTelemetry] = useState(false);
  const [profile, setProfile] = useState(false);
  const [children, setChildren] = useState(false);
  const [backup, setBackup] = useState(true);
  const [typed, setTyped] = useState("");
  const seen = preview.data;
  const number = seen?.devices ?? 0;
  const many = number > MANY;
  const losesValues = telemetry && (seen?.telemetry ?? 0) > 0;
  const asks = many || losesValues;
  const armed = seen !== undefined && (!asks || isCount(typed, number));

  function save(): Promise<boolean> {
    if ("euis" in devices) return records("devices", { format: "xlsx" }, { only: devices.euis });
    const { filter, q, except } = devices;
    return records("devices", { ...filter, ...(q ? { q } : {}), format: "xlsx" }, { except });
  }

  async function run(): Promise<void> {
    if (!allowed()) return;
    if (many && backup && !(await save())) return;
    try {
      const task = await remove.mutateAsync({ devices, telemetry, profile, children });
      onClose();
      onBegun(task);
    } catch (error) {
      toastFailed(t("deletion.failed"), error);
    }
  }

  return (
    <Modal
      open
      width={500}
      title={t("devices.deleteTitle", { count: number })}
      mask={{ closable: false }}
      onCancel={onClose}
      footer={[
        <Button key="cancel" autoFocus={!asks} onClick={onClose}>
          {t("common.cancel")}
        </Button>,
        <WriteButton
          key="verb"
          type="primary"
          danger
          disabled={!armed}
          loading={once.busy}
          onClick={() => void once.run(run)}
        >
          {t("devices.deleteVerb", { count: number })}
        </WriteButton>,
      ]}
    >
      <div className={css["body"]} data-testid="delete-devices">
        {preview.error && (
          <ErrorPanel error={preview.error} onRetry={() => void preview.refetch()} />
        )}
        {preview.isPending && <Skeleton active paragraph={{ rows: 4 }} />}
        {seen && (
          <>
            <ul className={css["objects"]}>
              {seen.names.map((name) => (
                <li key={name}>{name}</li>
              ))}
              {number > seen.names.length && (
                <li>{t("common.andMore", { count: number - seen.names.length })}</li>
              )}
            </ul>
            <Lost seen={seen} language={i18n.language} />
            <div className={css["choices"]}>
              <Checkbox
                checked={telemetry}
                onChange={(event) => setTelemetry(event.target.checked)}
              >
                {t(seen.telemetry_is_exact ? "deletion.telemetry" : "deletion.telemetryAtLeast", {
                  count: seen.telemetry,
                })}
              </Checkbox>
              <Checkbox
                checked={profile}
                disabled={seen.profiles === 0}
                onChange={(event) => setProfile(event.target.checked)}
              >
                {t("deletion.profile", { count: seen.profiles })}
              </Checkbox>
              <Checkbox
                checked={children}
                disabled={seen.sub_devices === 0}
                onChange={(event) => setChildren(event.target.checked)}
              >
                {t("deletion.children", { count: seen.sub_devices })}
              </Checkbox>
              {many && (
                <Checkbox checked={backup} onChange={(event) => setBackup(event.target.checked)}>
                  {t("deletion.backup")}
                </Checkbox>
              )}
            </div>
            <p className="hint">{t(telemetry ? "deletion.undoButTelemetry" : "deletion.undo")}</p>
            {asks && (
              <>
                <p className="hint">{t("deletion.place", { tenant })}</p>
                <TypeCount
                  wanted={number}
                  value={typed}
                  onChange={setTyped}
                  onEnter={() => armed && void once.run(run)}
                />
              </>
            )}
          </>
        )}
      </div>
    </Modal>
  );
}

type LostProps = { seen: DevicesPreview; language: string };

/** What is bound to the devices, counted. */
function Lost({ seen, language }: LostProps) {
  const { t } = useTranslation();
  const models = Object.entries(seen.thing_models).map(([name, devices]) =>
    seen.devices === 1 ? name : `${name} (${amountOf(devices, language)})`,
  );
  const lines = [
    models.length > 0 && t("deletion.models", { names: models.join(", ") }),
    seen.with_rpc > 0 && t("deletion.rpcs", { count: seen.with_rpc }),
    seen.with_trigger > 0 && t("deletion.triggers", { count: seen.with_trigger }),
    seen.with_attributes > 0 && t("deletion.attributes", { count: seen.with_attributes }),
    seen.relations > 0 && t("deletion.relations", { count: seen.relations }),
  ].filter((line) => line !== false);
  if (lines.length === 0) return null;
  return (
    <div>
      <p>{t("deletion.goes")}</p>
      <ul className={css["lost"]}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
