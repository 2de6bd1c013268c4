import { useTranslation } from "react-i18next";

import { useBasicsStation } from "../../api/queries";
import { CopyButton } from "../../components/actions/CopyButton";
import css from "./Gateways.module.css";

/** The files by which a gateway with LoRa Basics Station finds and trusts this instance. */
export function StationFiles() {
  const { t } = useTranslation();
  const station = useBasicsStation().data;
  if (!station) return null;
  const address = station.listen[0];
  if (address === undefined) {
    return (
      <>
        <h3>{t("gateways.stationTitle")}</h3>
        <p>{t("gateways.stationOff")}</p>
      </>
    );
  }
  const uri = `wss://<${t("gateways.thisHost")}>:${address.split(":").at(-1) ?? ""}`;
  return (
    <>
      <h3>{t("gateways.stationTitle")}</h3>
      <p>{t("gateways.stationText")}</p>
      <File name="tc.uri" text={uri} />
      {station.trust_pem && <File name="tc.trust" text={station.trust_pem} />}
      <p className="hint">{t("gateways.stationKey")}</p>
    </>
  );
}

type FileProps = { name: string; text: string };

export function File({ name, text }: FileProps) {
  return (
    <>
      <span className="mono">{name}</span>
      <div className={css["snippet"]}>
        <pre>{text.trimEnd()}</pre>
        <div>
          <CopyButton text={text} />
        </div>
      </div>
    </>
  );
}
