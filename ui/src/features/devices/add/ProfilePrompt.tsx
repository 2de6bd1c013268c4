import { Checkbox } from "antd";
import { useTranslation } from "react-i18next";

import { FirstButton } from "../../../components/actions/FirstButton";
import { WriteButton } from "../../../components/actions/WriteButton";
import css from "./AddDevice.module.css";
import type { NewDeviceForm } from "./use-new-device";

type Props = { device: NewDeviceForm };

/** Asks whether the device gets its LoRaWAN profile now: without one it is not heard. */
export function ProfilePrompt({ device }: Props) {
  const { t } = useTranslation();
  const { setStep } = device;
  return (
    <>
      <p className={css["lead"]}>{t("add.promptText")}</p>
      <div className={css["choices"]}>
        <div>
          <FirstButton type="primary" onClick={() => setStep("profile")}>
            {t("add.now")}
          </FirstButton>
          <span className="hint">{t("add.nowHelp")}</span>
        </div>
        <div>
          <WriteButton loading={device.creating} onClick={() => device.send()}>
            {t("add.later")}
          </WriteButton>
          <span className="hint">{t("add.laterHelp")}</span>
        </div>
        {device.another && (
          <Checkbox
            checked={device.alwaysLater}
            onChange={(event) => device.setAlwaysLater(event.target.checked)}
          >
            {t("add.alwaysLater")}
          </Checkbox>
        )}
      </div>
    </>
  );
}
