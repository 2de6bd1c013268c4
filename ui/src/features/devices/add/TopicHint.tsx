import { useTranslation } from "react-i18next";

import { useMe } from "../../../api/queries";
import { CopyButton } from "../../../components/actions/CopyButton";
import { asSample, asTopic } from "../words";
import css from "./AddDevice.module.css";

type Props = { eui: string };

/** Where such a device publishes, and what. */
export function TopicHint({ eui }: Props) {
  const { t } = useTranslation();
  const tenant = useMe().data?.tenant ?? "default";
  const topic = asTopic(tenant, eui || "<eui>");
  return (
    <div className={css["topic"]}>
      <div>{t("devices.otherText")}</div>
      <div className={css["line"]}>
        <code>{topic}</code>
        <CopyButton text={topic} />
      </div>
      <div className={css["line"]}>
        <span className="hint">{t("devices.sample")}</span>
        <CopyButton text={asSample(eui || "<eui>")} label={t("devices.sample")} />
      </div>
    </div>
  );
}
