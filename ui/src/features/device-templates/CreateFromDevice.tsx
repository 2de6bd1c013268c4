import { Button, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { WriteButton } from "../../components/actions/WriteButton";
import { DeviceSelect } from "../../components/fields/DeviceSelect";
import { Field } from "../../components/fields/Field";
import { FirstField } from "../../components/fields/FirstField";
import { templateFromDevice } from "../../state/routes-at";

/** Makes a template of a device: which one is asked first. */
export function CreateFromDevice() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [eui, setEui] = useState<string | null>(null);
  return (
    <>
      <WriteButton onClick={() => setEui("")}>{t("template.fromDevice")}</WriteButton>
      {eui !== null && (
        <Modal
          open
          width={460}
          title={t("template.chooseDevice")}
          onCancel={() => setEui(null)}
          footer={[
            <Button key="cancel" onClick={() => setEui(null)}>
              {t("common.cancel")}
            </Button>,
            <WriteButton
              key="go"
              type="primary"
              disabled={eui === ""}
              onClick={() => void navigate(templateFromDevice(eui))}
            >
              {t("template.fromDeviceVerb")}
            </WriteButton>,
          ]}
        >
          <FirstField>
            <Field label={t("template.device")} help={t("template.fromDeviceHelp")}>
              <DeviceSelect value={eui} onChange={setEui} />
            </Field>
          </FirstField>
        </Modal>
      )}
    </>
  );
}
