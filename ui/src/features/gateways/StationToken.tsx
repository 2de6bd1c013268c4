import { useTranslation } from "react-i18next";

import { useDeleteStationToken, useMakeStationToken } from "../../api/mutations";
import type { Gateway } from "../../api/types";
import { confirm } from "../../components/messages/confirm";
import { Facts } from "../../components/values/Facts";
import { FormSection, Wide } from "../../components/fields/Field";
import { Ago } from "../../components/values/TimeText";
import { toastDone, toastFailed } from "../../components/messages/toast";
import { WriteButton } from "../../components/actions/WriteButton";
import css from "./Gateways.module.css";
import { File } from "./StationFiles";

type Props = { gateway: Gateway };

/** Who a Basics Station says it is, and the token by which it proves that. */
export function StationToken({ gateway }: Props) {
  const { t } = useTranslation();
  const make = useMakeStationToken();
  const remove = useDeleteStationToken();
  const { station, station_token_at: madeAt } = gateway;

  async function ask(verb: "make" | "remove"): Promise<void> {
    const isFirst = verb === "make" && !madeAt;
    const yes =
      isFirst ||
      (await confirm({
        level: 2,
        title: t(`gateways.stationToken.${verb}Title`),
        text: t(`gateways.stationToken.${verb}Text`),
        verb: t(`gateways.stationToken.${verb === "make" ? "replace" : verb}`),
        objects: [gateway.eui],
      }));
    if (!yes) return;
    const onError = (error: unknown) => toastFailed(t("errors.failed"), error);
    if (verb === "make") make.mutate(gateway.eui, { onError });
    else {
      make.reset();
      remove.mutate(gateway.eui, {
        onSuccess: () => toastDone(t("gateways.stationToken.removed")),
        onError,
      });
    }
  }

  return (
    <FormSection title={t("gateways.stationTitle")}>
      <Facts
        items={[
          [
            t("gateways.protocol"),
            gateway.protocol ? t(`gateways.protocols.${gateway.protocol}`) : "—",
          ],
          ...(station
            ? ([
                [t("gateways.stationVersion"), station.station || "—"],
                [t("gateways.stationModel"), station.model || "—"],
                [t("gateways.stationFeatures"), station.features || "—"],
              ] as const)
            : []),
          [t("gateways.stationToken.title"), madeAt ? <Ago key="made" at={madeAt} /> : "—"],
        ]}
      />
      {gateway.registered && (
        <Wide>
          {make.data && (
            <div className={css["help"]} role="status">
              <File name="tc.key" text={make.data.tc_key} />
              <span className="hint">{t("gateways.stationToken.once")}</span>
            </div>
          )}
          <div className={css["line"]}>
            <WriteButton loading={make.isPending} onClick={() => void ask("make")}>
              {t(`gateways.stationToken.${madeAt ? "replace" : "make"}`)}
            </WriteButton>
            {madeAt && (
              <WriteButton danger loading={remove.isPending} onClick={() => void ask("remove")}>
                {t("gateways.stationToken.remove")}
              </WriteButton>
            )}
          </div>
        </Wide>
      )}
    </FormSection>
  );
}
