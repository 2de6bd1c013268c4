import { Checkbox } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useDeleteDevices, useDeletionPreview } from "../../api/restore";
import type { DevicesPreview, SelectedDevices, Task } from "../../api/types";
import { useDownload } from "../../components/imports/use-download";
import css from "../../components/messages/Confirm.module.css";
import { MANY } from "../../components/messages/TypeCount";
import { DeletionDialog } from "../../components/tasks/DeletionDialog";
import { explained, listOf } from "../../components/values/phrases";
import { count as amountOf } from "../../lib/units";

type Props = {
  devices: SelectedDevices;
  /** How many they are. */
  count: number;
  onClose: () => void;
  onBegun: (task: Task) => void;
};

/** What goes with devices, what is to go too, and how sure one is. */
export function DeleteDevices({ devices, count, onClose, onBegun }: Props) {
  const { t, i18n } = useTranslation();
  const preview = useDeletionPreview(devices);
  const remove = useDeleteDevices();
  const { records } = useDownload();
  const [telemetry, setTelemetry] = useState(false);
  const [profile, setProfile] = useState(false);
  const [children, setChildren] = useState(false);
  const [backup, setBackup] = useState(true);
  const seen = preview.data;
  const number = seen?.devices ?? count;
  const many = number > MANY;
  const losesValues = telemetry && (seen?.telemetry ?? 0) > 0;

  function save(): Promise<boolean> {
    if ("euis" in devices) return records("devices", { format: "xlsx" }, { only: devices.euis });
    const { filter, q, except } = devices;
    return records("devices", { ...filter, ...(q ? { q } : {}), format: "xlsx" }, { except });
  }

  async function run(): Promise<Task | null> {
    if (many && backup && !(await save())) return null;
    return remove.mutateAsync({ devices, telemetry, profile, children });
  }

  return (
    <DeletionDialog
      testId="delete-devices"
      title={number === 0 ? t("deletion.gone") : t("devices.deleteTitle", { count: number })}
      verb={t("devices.deleteVerb", { count: number })}
      count={number}
      preview={preview}
      asks={many || losesValues}
      onRun={run}
      onClose={onClose}
      onBegun={onBegun}
    >
      {seen && number > 0 && (
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
            <Checkbox checked={telemetry} onChange={(event) => setTelemetry(event.target.checked)}>
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
        </>
      )}
    </DeletionDialog>
  );
}

type LostProps = { seen: DevicesPreview; language: string };

/** What is bound to the devices, counted. */
function Lost({ seen, language }: LostProps) {
  const { t } = useTranslation();
  const models = Object.entries(seen.thing_models).map(([name, devices]) =>
    seen.devices === 1 ? name : explained(t, name, amountOf(devices, language)),
  );
  const lines = [
    models.length > 0 && t("deletion.models", { names: listOf(t, models) }),
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
