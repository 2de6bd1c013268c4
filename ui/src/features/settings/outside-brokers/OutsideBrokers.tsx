import { Button, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useDeleteOutsideBroker, useTestOutsideBroker } from "../../../api/mutations";
import { useMay, useOutsideBrokers } from "../../../api/queries";
import type { BrokerStatus, OutsideBroker } from "../../../api/types";
import { confirm } from "../../../components/messages/confirm";
import { ErrorPanel } from "../../../components/states/ErrorPanel";
import { FormSection, Wide } from "../../../components/fields/Field";
import { ReadOnlyContext } from "../../../components/fields/read-only";
import { useSaid } from "../../../components/values/said";
import { StateChip, type Sign } from "../../../components/values/StateChip";
import { Ago } from "../../../components/values/TimeText";
import { toastDone, toastFailed } from "../../../components/messages/toast";
import { WriteButton } from "../../../components/actions/WriteButton";
import { count } from "../../../lib/units";
import { OutsideBrokerForm } from "./OutsideBrokerForm";
import { TableHead } from "../../../components/values/TableHead";
import css from "../Settings.module.css";

const signs: Record<BrokerStatus, Sign> = {
  disabled: "disabled",
  connecting: "progress",
  connected: "ok",
  failed: "error",
};

/** MQTT brokers of others, with their state, and the form for one of them. */
export function OutsideBrokers() {
  const { t } = useTranslation();
  const brokers = useOutsideBrokers();
  const mayEdit = useMay("manage");
  const [open, setOpen] = useState<string | null>(null);
  const list = brokers.data ?? [];
  const edited = list.find((broker) => broker.id === open);
  if (open !== null && (open === "new" || edited)) {
    return (
      <ReadOnlyContext value={!mayEdit}>
        <OutsideBrokerForm
          key={open}
          {...(edited ? { broker: edited } : {})}
          onClose={() => setOpen(null)}
        />
      </ReadOnlyContext>
    );
  }
  return (
    <FormSection
      title={t("outsideBrokers.title")}
      aside={
        mayEdit && (
          <WriteButton type="primary" onClick={() => setOpen("new")}>
            {t("outsideBrokers.add")}
          </WriteButton>
        )
      }
    >
      <Wide>
        <p className="hint">{t("outsideBrokers.intro")}</p>
      </Wide>
      <Wide>
        {brokers.error && (
          <ErrorPanel error={brokers.error} onRetry={() => void brokers.refetch()} />
        )}
        {brokers.data && list.length === 0 && <p>{t("outsideBrokers.none")}</p>}
        {list.length > 0 && (
          <table className={`${css["table"]} ${css["tall"]}`}>
            <TableHead
              titles={[
                t("outsideBrokers.name"),
                t("outsideBrokers.state"),
                t("outsideBrokers.traffic"),
                t("outsideBrokers.buffered"),
              ]}
              actions
            />
            <tbody>
              {list.map((broker) => (
                <Row
                  key={broker.id}
                  broker={broker}
                  mayEdit={mayEdit}
                  onOpen={() => setOpen(broker.id)}
                />
              ))}
            </tbody>
          </table>
        )}
      </Wide>
    </FormSection>
  );
}

type RowProps = { broker: OutsideBroker; mayEdit: boolean; onOpen: () => void };

function Row({ broker, mayEdit, onOpen }: RowProps) {
  const { t, i18n } = useTranslation();
  const said = useSaid();
  const locale = i18n.language;
  const remove = useDeleteOutsideBroker();
  const test = useTestOutsideBroker();

  function tryOut(): void {
    test.mutate(broker.id, {
      onSuccess(result) {
        if (result.ok) {
          toastDone(t("outsideBrokers.testOk", { ms: result.took_ms }));
          return;
        }
        const reason = said(result.err_said, result.err_msg ?? "");
        toastFailed(broker.name, new Error(t("outsideBrokers.testFailed", { reason })));
      },
      onError: (error) => toastFailed(t("errors.failed"), error),
    });
  }

  async function drop(): Promise<void> {
    const yes = await confirm({
      level: 2,
      title: t("outsideBrokers.deleteTitle", { name: broker.name }),
      text:
        broker.buffered > 0
          ? t("outsideBrokers.deleteBuffered", { count: broker.buffered })
          : t("outsideBrokers.deleteText"),
      verb: t("outsideBrokers.remove"),
    });
    if (!yes) return;
    remove.mutate(broker.id, {
      onSuccess: () => toastDone(t("outsideBrokers.deleted")),
      onError: (error) => toastFailed(t("errors.failed"), error),
    });
  }

  return (
    <tr>
      <td>
        <div>{broker.name}</div>
        <div className="hint">
          {t(broker.direction === "SOURCE" ? "outsideBrokers.source" : "outsideBrokers.copy")}
        </div>
        <div className={css["mono"]}>
          {broker.host}
          <wbr />:{broker.port}
        </div>
      </td>
      <td>
        <StateChip
          sign={signs[broker.status]}
          label={t(`outsideBrokers.status.${broker.status}`)}
        />
        {broker.since && (
          <div className="hint">
            <Ago at={broker.since} />
            {broker.attempts > 1 &&
              ` · ${t("outsideBrokers.attempts", { count: broker.attempts })}`}
          </div>
        )}
        {broker.err_msg && <div className="hint">{said(broker.err_said, broker.err_msg)}</div>}
      </td>
      <td className={css["figures"]}>
        {`${count(broker.received, locale)} / ${count(broker.sent, locale)}`}
      </td>
      <td className={css["figures"]}>
        {`${count(broker.buffered, locale)} / ${count(broker.dropped, locale)}`}
      </td>
      <td className={css["actions"]}>
        {mayEdit && (
          <Tooltip title={test.isPending ? t("outsideBrokers.testing") : undefined}>
            <Button type="link" size="small" loading={test.isPending} onClick={tryOut}>
              {t("outsideBrokers.test")}
            </Button>
          </Tooltip>
        )}
        <Button type="link" size="small" onClick={onOpen}>
          {t(mayEdit ? "outsideBrokers.edit" : "common.open")}
        </Button>
        {mayEdit && (
          <WriteButton type="link" size="small" danger onClick={() => void drop()}>
            {t("outsideBrokers.remove")}
          </WriteButton>
        )}
      </td>
    </tr>
  );
}
