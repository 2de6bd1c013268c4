import type { TFunction } from "i18next";

import type { TriggerModel } from "../../api/types";
import type { Column } from "../../components/grid/types";
import { commonColumns, inheritColumn, usedByColumn } from "../../components/models/columns";

export function triggerColumns(t: TFunction): Column<TriggerModel>[] {
  const { name, scope, tags, remark, updated } = commonColumns<TriggerModel>(t);
  return [name, scope, inheritColumn(t), tags, usedByColumn(t), remark, updated];
}
