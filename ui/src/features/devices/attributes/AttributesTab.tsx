import { PlusOutlined } from "@ant-design/icons";
import { Input, Segmented } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { inOrder, useAttributes, useReorderAttributes } from "../../../api/attributes";
import { blocking } from "../../../api/blocking";
import type { Attribute, AttributeSide, DeviceDetail } from "../../../api/types";
import { EmptyState } from "../../../components/states/EmptyState";
import { ErrorPanel } from "../../../components/states/ErrorPanel";
import { JsonView } from "../../../components/values/JsonView";
import { toastFailed } from "../../../components/messages/toast";
import { useFollowRuns } from "../../../components/rpc/use-follow-runs";
import { WriteButton } from "../../../components/actions/WriteButton";
import { classes, fold } from "../../../lib/text";
import panel from "../panel/DevicePanel.module.css";
import { AttributeDialog } from "./AttributeDialog";
import { AttributeRow } from "./AttributeRow";
import css from "./Attributes.module.css";
import { useOrder } from "./use-order";

type Props = { device: DeviceDetail; side: AttributeSide };

const VIEWS = ["table", "json"] as const;

/** The attributes of one side: edited in place, described, and live when a script changes them. */
export function AttributesTab({ device, side }: Props) {
  const { t } = useTranslation();
  const attributes = useAttributes(device.eui, side);
  useFollowRuns(device.eui);
  const [find, setFind] = useState("");
  const [view, setView] = useState<(typeof VIEWS)[number]>("table");
  const [open, setOpen] = useState<Attribute | "new" | null>(null);
  const { wanted, reorder } = useReorderAttributes(device.eui, side, (error) =>
    toastFailed(t("attributes.notOrdered"), error),
  );
  const table = useRef<HTMLTableElement | null>(null);
  const [movedKey, setMovedKey] = useState<{ key: string; place: number } | null>(null);
  const all = inOrder(attributes.data?.items ?? [], wanted);
  const keys = all.filter((one) => !one.read_only);
  const order = useOrder(
    keys.map(({ key }) => key),
    (next, key) => {
      setMovedKey({ key, place: next.indexOf(key) + 1 });
      reorder(next);
    },
  );
  useEffect(() => {
    // A row that is moved in the table loses the focus.
    if (movedKey === null) return;
    table.current
      ?.querySelector<HTMLElement>(`[data-handle="${CSS.escape(movedKey.key)}"]`)
      ?.focus();
  }, [movedKey]);

  const error = blocking(attributes);
  if (error) return <ErrorPanel error={error} onRetry={() => void attributes.refetch()} />;
  if (!attributes.data) return null;
  // Only a whole list has an order that can be changed.
  const isOrdered = find.trim() === "" && keys.length > 1;
  const shown = all.filter(({ key, alias }) => fold(`${key} ${alias}`).includes(fold(find.trim())));
  const add = (
    <WriteButton icon={<PlusOutlined />} onClick={() => setOpen("new")}>
      {t("attributes.add")}
    </WriteButton>
  );

  return (
    <>
      <div className={css["note"]}>{t(`attributes.note.${side}`)}</div>
      {all.length === 0 ? (
        <EmptyState title={t("attributes.none")} text={t(`attributes.noneText.${side}`)}>
          {add}
        </EmptyState>
      ) : (
        <>
          <div className={panel["bar"]}>
            <Input
              allowClear
              className={css["find"] ?? ""}
              value={find}
              placeholder={t("attributes.find")}
              aria-label={t("attributes.find")}
              onChange={(event) => setFind(event.target.value)}
            />
            <Segmented
              value={view}
              options={VIEWS.map((value) => ({ value, label: t(`attributes.view.${value}`) }))}
              onChange={setView}
            />
            <span className={panel["grow"]} />
            {add}
          </div>
          {view === "json" ? (
            <div className={panel["pad"]}>
              <JsonView
                label={t(`devices.tab.${side}`)}
                value={Object.fromEntries(shown.map(({ key, value }) => [key, value]))}
              />
            </div>
          ) : (
            <div className={panel["scroll"]}>
              <table className={classes(panel["table"], panel["tight"])} ref={table}>
                <thead>
                  <tr>
                    {isOrdered && (
                      <th className={css["handleCell"]}>
                        <span className="offscreen">{t("attributes.order")}</span>
                      </th>
                    )}
                    <th>{t("attributes.key")}</th>
                    <th>{t("attributes.value")}</th>
                    {side === "shared" && <th>{t("attributes.state")}</th>}
                    <th>{t("attributes.updated")}</th>
                    <th>
                      <span className="offscreen">{t("panel.actions")}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {shown.map((attribute) => (
                    <AttributeRow
                      key={attribute.key}
                      device={device}
                      side={side}
                      attribute={attribute}
                      order={isOrdered ? order : null}
                      onEdit={() => setOpen(attribute)}
                    />
                  ))}
                </tbody>
              </table>
              <p role="status" className="offscreen">
                {movedKey &&
                  t("attributes.movedTo", {
                    key: movedKey.key,
                    place: movedKey.place,
                    count: keys.length,
                  })}
              </p>
              {shown.length === 0 && <p className={css["nothing"]}>{t("attributes.noMatch")}</p>}
            </div>
          )}
        </>
      )}
      {open !== null && (
        <AttributeDialog
          device={device}
          side={side}
          attribute={open === "new" ? null : open}
          taken={all.map(({ key }) => key)}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}
