import type { TFunction } from "i18next";

import type { TriggerModel } from "../../api/types";
import type { Column } from "../../components/grid/types";
import {
  commonColumns,
  inheritColumn,
  lastRunColumn,
  runColumns,
  usedByColumn,
} from "../../components/models/list/columns";
import { FailedActions } from "../../components/rpc/FailedActions";
import { Ago } from "../../components/values/TimeText";
import { listOf } from "../../components/values/phrases";
import { NOTHING } from "../../lib/units";

export function triggerColumns(t: TFunction, locale: string): Column<TriggerModel>[] {
  const { name, scope, tags, remark, updated } = commonColumns<TriggerModel>(t);
  return [
    name,
    scope,
    inheritColumn(t),
    tags,
    usedByColumn(t),
    ...runColumns<TriggerModel>(t, locale),
    {
      id: "failed_actions",
      title: t("trigger.failedActions"),
      width: 128,
      render: ({ failed_actions }) =>
        failed_actions ? (
          <FailedActions failed={failed_actions} />
        ) : (
          <span className="hint">{NOTHING}</span>
        ),
      text: ({ failed_actions }) => String(failed_actions?.count ?? 0),
    },
    lastRunColumn(t),
    {
      id: "last_action",
      title: t("trigger.lastAction"),
      width: 168,
      render: ({ last_action }) =>
        last_action ? (
          <span title={t("trigger.lastActionOn", { device: last_action.eui })}>
            <span className="mono">{listOf(t, last_action.actions)}</span>{" "}
            <span className="hint">
              <Ago at={last_action.at} />
            </span>
          </span>
        ) : (
          <span className="hint">{NOTHING}</span>
        ),
      text: ({ last_action }) => last_action?.actions.join(", ") ?? "",
    },
    { ...remark, flex: false },
    updated,
  ];
}
