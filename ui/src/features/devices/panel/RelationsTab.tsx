import { PlusOutlined } from "@ant-design/icons";
import { Button, Spin, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";

import { useList } from "../../../api/list";
import { useUnbind } from "../../../api/mutations";
import { paths } from "../../../api/queries";
import type { DeviceDetail, Relation } from "../../../api/types";
import { useEvents } from "../../../state/live/use-live";
import { at } from "../../../state/routes-at";
import { confirm } from "../../../components/messages/confirm";
import { CopyButton } from "../../../components/actions/CopyButton";
import { ErrorPanel } from "../../../components/states/ErrorPanel";
import { EuiText } from "../../../components/values/EuiText";
import { Ago } from "../../../components/values/TimeText";
import { toastDone, toastFailed } from "../../../components/messages/toast";
import { WriteButton } from "../../../components/actions/WriteButton";
import { classes } from "../../../lib/text";
import { RelationDialog, type Side } from "./RelationDialog";
import { TableHead } from "../../../components/values/TableHead";
import css from "./DevicePanel.module.css";

type Props = { device: DeviceDetail };

/** Which devices this one hears of, and which hear of it. */
export function RelationsTab({ device }: Props) {
  return (
    <div className={css["scroll"]}>
      <RelationList device={device} side="source" />
      <RelationList device={device} side="target" />
    </div>
  );
}

type ListProps = { device: DeviceDetail; side: Side };

/** The relations in which the other device is the source, or the target. */
function RelationList({ device, side }: ListProps) {
  const { t } = useTranslation();
  const { eui } = device;
  // Adding an asset may lead here for its sources.
  const wanted = (useLocation().state as { bind?: Side } | null)?.bind === side;
  const [open, setOpen] = useState<Relation | "new" | null>(wanted ? "new" : null);
  const unbind = useUnbind();
  const list = useList<Relation>(
    "relations",
    paths.relations,
    side === "source" ? { to_eui: eui, sort: "source" } : { from_eui: eui, sort: "target" },
  );
  // What is told has no event of its own; the values it brings have.
  useEvents({
    topics: ["telemetry"],
    eui,
    batchMs: 2_000,
    onEvents: list.refetch,
    onBack: list.refetch,
  });

  async function remove(relation: Relation): Promise<void> {
    const { name, eui: other } = relation[side];
    const yes = await confirm({
      level: 1,
      title: t("relations.removeTitle", { name: name || other }),
      text: t("relations.removeText"),
      verb: t("relations.remove"),
    });
    if (!yes) return;
    unbind.mutate(relation.id, {
      onSuccess: () => toastDone(t("relations.removed")),
      onError: (error) => toastFailed(t("relations.changeFailed"), error),
    });
  }

  return (
    <section aria-label={t(`relations.${side}.title`)} data-testid={`relations-${side}`}>
      <div className={css["bar"]}>
        <div>
          <h3 className={css["listTitle"]}>{t(`relations.${side}.title`)}</h3>
          <span className="hint">{t(`relations.${side}.hint`)}</span>
        </div>
        <WriteButton icon={<PlusOutlined />} onClick={() => setOpen("new")}>
          {t(`relations.${side}.bind`)}
        </WriteButton>
      </div>
      {list.error ? (
        <ErrorPanel error={list.error} onRetry={list.refetch} />
      ) : list.isPending ? (
        <Spin delay={150} />
      ) : list.rows.length === 0 ? (
        <p className={css["pad"]}>{t(`relations.${side}.none`)}</p>
      ) : (
        <table className={classes(css["table"], css["tight"], css["named"])}>
          <TableHead
            titles={[
              t(`relations.${side}.eui`),
              t("devices.name"),
              t("devices.type"),
              t("relations.notifies"),
              t("relations.notified"),
            ]}
            actions
          />
          <tbody>
            {list.rows.map((relation) => {
              const other = relation[side];
              const name = other.name || other.eui;
              return (
                <tr key={relation.id}>
                  <td>
                    <Link to={`${at.devices}/${other.eui}`}>
                      <EuiText value={other.eui} />
                    </Link>
                    <CopyButton text={other.eui} label={t("devices.copyEui")} />
                  </td>
                  <td>{other.name}</td>
                  <td className={css["oneLine"]}>{t(`devices.type_${other.device_type}`)}</td>
                  <td>
                    {relation.notify_fields.map((field) => (
                      <Tag key={field}>{t(`relations.field.${field}`)}</Tag>
                    ))}
                    {Object.keys(relation.params).length > 0 && (
                      <code className="hint" title={JSON.stringify(relation.params, null, 2)}>
                        params
                      </code>
                    )}
                  </td>
                  <td>
                    <Ago at={relation.notified_at} />
                  </td>
                  <td className={css["actions"]}>
                    <WriteButton
                      type="link"
                      size="small"
                      aria-label={t("relations.editOf", { name })}
                      onClick={() => setOpen(relation)}
                    >
                      {t("relations.edit")}
                    </WriteButton>
                    <WriteButton
                      type="link"
                      size="small"
                      aria-label={t("relations.removeOf", { name })}
                      onClick={() => void remove(relation)}
                    >
                      {t("relations.remove")}
                    </WriteButton>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {list.hasMore && (
        <div className={css["pad"]}>
          <Button onClick={list.loadMore}>{t("relations.more")}</Button>
        </div>
      )}
      {open !== null && (
        <RelationDialog
          device={device}
          side={side}
          relation={open === "new" ? null : open}
          bound={list.rows.map((relation) => relation[side].eui)}
          onClose={() => setOpen(null)}
        />
      )}
    </section>
  );
}
