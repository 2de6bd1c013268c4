import { useTranslation } from "react-i18next";

import { useMe } from "../../../api/queries";
import { CopyButton } from "../../../components/actions/CopyButton";
import css from "./AddDevice.module.css";

/** Where a device of data source OTHER publishes. */
const asTopic = (tenant: string, eui: string) => `/v32/${tenant}/as/up/data/${eui}`;

/** A message that such a device may publish. */
function asSample(eui: string): string {
  return JSON.stringify(
    {
      version: "3.1",
      type: "data",
      moteeui: eui,
      userdata: { port: 11, payload: "IQcDAAA8AAABBOABJAAA" },
    },
    null,
    2,
  );
}

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
