import { EllipsisOutlined, HolderOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";

import { useDeleteAttribute } from "../../../api/attributes";
import type { Attribute, AttributeSide, DeviceDetail } from "../../../api/types";
import { useWriteBlock } from "../../../state/live/connection";
import { confirm } from "../../../components/messages/confirm";
import { menuItems } from "../../../components/actions/menu-items";
import { Ago } from "../../../components/values/TimeText";
import { toastDone, toastFailed } from "../../../components/messages/toast";
import { platform } from "../../../platform";
import panel from "../panel/DevicePanel.module.css";
import { AttributeState } from "./AttributeState";
import css from "./Attributes.module.css";
import { LinkedRpcs } from "./LinkedRpcs";
import type { Order } from "./use-order";
import { ValueCell } from "./ValueCell";

type Props = {
  device: DeviceDetail;
  side: AttributeSide;
  attribute: Attribute;
  /** Moves the row; null while only a part of the list is shown. */
  order: Order | null;
  onEdit: () => void;
};

export function AttributeRow({ device, side, attribute, order, onEdit }: Props) {
  const { t } = useTranslation();
  const remove = useDeleteAttribute();
  const blocked = useWriteBlock() !== null;
  const { eui } = device;
  const { key, alias, remark } = attribute;

  async function forget(): Promise<void> {
    const yes = await confirm({
      level: 2,
      title: t("attributes.deleteTitle", { key }),
      text: t(`attributes.deleteText.${side}`),
      verb: t("attributes.delete"),
    });
    if (!yes) return;
    remove.mutate(
      { eui, side, key },
      {
        onSuccess: () => toastDone(t("attributes.deleted", { key })),
        onError: (error) => toastFailed(t("errors.failed"), error),
      },
    );
  }

  return (
    <tr data-testid={`attribute-${key}`} className={css["row"]} {...order?.row(key)}>
      {order && (
        <td className={css["handleCell"]}>
          {!attribute.read_only && (
            <button
              type="button"
              className={css["handle"]}
              data-handle={key}
              disabled={blocked}
              aria-label={t("attributes.move", { key })}
              title={t("attributes.moveHelp")}
              {...order.handle(key)}
              draggable={!blocked}
            >
              <HolderOutlined />
            </button>
          )}
        </td>
      )}
      <th scope="row" className={css["key"]} title={remark || undefined}>
        {alias || key}
        <div className={css["under"]}>
          {alias !== "" && <code>{key}</code>}
          {attribute.type !== null && <span>{t(`models.types.${attribute.type}`)}</span>}
          {!attribute.described && (
            <span title={t("attributes.inferredHelp")}>{t("attributes.inferred")}</span>
          )}
        </div>
        {remark !== "" && <div className={css["remark"]}>{remark}</div>}
      </th>
      <td className={css["valueCell"]}>
        <ValueCell eui={eui} side={side} attribute={attribute} onEdit={onEdit} />
        {attribute.rpcs.length > 0 && <LinkedRpcs eui={eui} attribute={attribute} />}
      </td>
      {side === "shared" && (
        <td>
          <AttributeState eui={eui} attribute={attribute} />
        </td>
      )}
      <td className={panel["oneLine"]}>
        <Ago at={attribute.updated_at} />
      </td>
      <td className={panel["actions"]}>
        <Dropdown
          trigger={["click"]}
          placement="bottomRight"
          menu={menuItems([
            {
              key: "edit",
              label: t("attributes.edit"),
              writes: true,
              disabled: attribute.read_only,
              onSelect: onEdit,
            },
            {
              key: "copy",
              label: t("attributes.copyValue"),
              onSelect: () => void platform.copyText(textToCopy(attribute.value)),
            },
            ...(order && !attribute.read_only
              ? [
                  {
                    key: "up",
                    label: t("attributes.up"),
                    writes: true,
                    disabled: order.isFirst(key),
                    onSelect: () => order.moveBy(key, -1),
                  },
                  {
                    key: "down",
                    label: t("attributes.down"),
                    writes: true,
                    disabled: order.isLast(key),
                    onSelect: () => order.moveBy(key, 1),
                  },
                ]
              : []),
            "divider",
            {
              key: "delete",
              label: t("attributes.delete"),
              danger: true,
              writes: true,
              disabled: attribute.read_only,
              onSelect: () => void forget(),
            },
          ])}
        >
          <Button
            type="text"
            size="small"
            aria-label={t("attributes.actionsOf", { key })}
            icon={<EllipsisOutlined />}
          />
        </Dropdown>
      </td>
    </tr>
  );
}

const textToCopy = (value: Attribute["value"]) =>
  typeof value === "string" ? value : JSON.stringify(value, null, 2);
