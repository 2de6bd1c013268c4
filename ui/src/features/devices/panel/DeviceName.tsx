import { EditOutlined } from "@ant-design/icons";
import { Button, Input, Tooltip } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { useUpdateDevice } from "../../../api/mutations";
import type { DeviceDetail } from "../../../api/types";
import { useCommand } from "../../../state/commands/commands";
import { useWriteBlock } from "../../../state/live/connection";
import { allowed } from "../../../components/actions/allowed";
import { toastDone, toastFailed } from "../../../components/messages/toast";
import { isComposing } from "../../../lib/ime";
import css from "./DevicePanel.module.css";

const KEY = "e";

type Props = { device: DeviceDetail };

/** The name in the panel's head; it is edited where it stands. */
export function DeviceName({ device }: Props) {
  const { t } = useTranslation();
  const block = useWriteBlock();
  const update = useUpdateDevice();
  const [typed, setTyped] = useState<string | null>(null);
  const dropped = useRef(false);
  function begin(): void {
    dropped.current = false;
    setTyped(device.name);
  }
  useCommand({
    id: "rename",
    title: t("devices.rename"),
    keys: KEY,
    writes: true,
    run: begin,
  });

  function end(): void {
    const name = typed?.trim();
    setTyped(null);
    if (dropped.current || name === undefined || name === device.name) return;
    // Leaving the field often closes the panel: the outcome is told all the same.
    update.mutateAsync({ eui: device.eui, name }).then(
      () => toastDone(t("devices.saved")),
      (error: unknown) => toastFailed(t("devices.saveFailed"), error),
    );
  }

  if (typed === null) {
    const words = t("devices.rename");
    return (
      <>
        <span className={css["name"]} title={device.name}>
          {device.name || t("devices.unnamed")}
        </span>
        <Tooltip title={block === null ? `${words} (${KEY})` : t(block)}>
          <Button
            type="text"
            size="small"
            aria-label={words}
            disabled={block !== null}
            icon={<EditOutlined />}
            onClick={begin}
          />
        </Tooltip>
      </>
    );
  }
  return (
    <Input
      className={css["rename"] ?? ""}
      size="small"
      autoFocus
      value={typed}
      maxLength={255}
      aria-label={t("devices.name")}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={end}
      onKeyDown={(event) => {
        if (isComposing(event.nativeEvent)) return;
        if (event.key !== "Enter" && event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        if (event.key === "Enter" && !allowed()) return;
        dropped.current = event.key === "Escape";
        event.currentTarget.blur();
      }}
    />
  );
}
