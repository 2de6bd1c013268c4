import { CaretRightOutlined, ClearOutlined, PauseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { memo } from "react";
import { useTranslation } from "react-i18next";

import { classes } from "../../lib/text";
import { StateChip } from "../values/StateChip";
import css from "./LiveList.module.css";
import type { LiveRows } from "./use-live-rows";

type ControlsProps = {
  paused: boolean;
  onPause: (paused: boolean) => void;
  onClear: () => void;
};

/** Apart from the list: they would cost more than the row that came. */
export const Controls = memo(function Controls({ paused, onPause, onClear }: ControlsProps) {
  const { t } = useTranslation();
  return (
    <>
      <Button
        size="small"
        icon={paused ? <CaretRightOutlined /> : <PauseOutlined />}
        onClick={() => onPause(!paused)}
      >
        {paused ? t("live.resume") : t("live.pause")}
      </Button>
      <Button
        size="small"
        type="text"
        icon={<ClearOutlined />}
        aria-label={t("live.clear")}
        title={t("live.clear")}
        onClick={onClear}
      >
        <span className={css["words"]}>{t("live.clear")}</span>
      </Button>
    </>
  );
});

type LiveStateProps<Row> = { live: LiveRows<Row> };

/** Live, paused or disconnected, in words; and how much arrived. */
export function LiveState<Row>({ live }: LiveStateProps<Row>) {
  const { t } = useTranslation();
  const state =
    live.liveness.state === "live"
      ? live.paused
        ? ({ sign: "warning", label: t("live.paused") } as const)
        : ({ sign: "ok", label: t("live.live") } as const)
      : live.liveness.state === "connecting" && live.liveness.attempts === 0
        ? ({ sign: "progress", label: t("live.connecting") } as const)
        : ({ sign: "error", label: t("live.disconnected") } as const);
  return (
    <span className={css["state"]} data-testid="live-state">
      {live.received > 0 && (
        <span className={classes("hint tabular", css["received"])}>
          {t("live.received", { count: live.received })}
        </span>
      )}
      {live.busy && <span className="hint">{t("live.busy")}</span>}
      <StateChip {...state} />
    </span>
  );
}
