import type { TFunction } from "i18next";

import type { RpcModel } from "../../api/types";
import type { Column } from "../../components/grid/types";
import {
  commonColumns,
  inheritColumn,
  lastRunColumn,
  runColumns,
  usedByColumn,
} from "../../components/models/list/columns";
import { parametersOf } from "../../components/rpc/parameters";

export function rpcColumns(t: TFunction, locale: string): Column<RpcModel>[] {
  const { name, scope, tags, remark, updated } = commonColumns<RpcModel>(t);
  return [
    name,
    {
      id: "id_name",
      title: t("models.kind.rpc-models.idName"),
      width: 180,
      sort: "id_name",
      render: (row) => <span className="mono">{row.id_name}</span>,
      text: (row) => row.id_name,
    },
    scope,
    {
      id: "parameters",
      title: t("rpc.parameters"),
      width: 96,
      align: "end",
      render: (row) => {
        const names = parametersOf(row.template).map((one) => one.alias || one.name);
        return <span title={names.join("\n")}>{names.length}</span>;
      },
      text: (row) => String(Object.keys(row.template).length),
    },
    inheritColumn(t),
    tags,
    usedByColumn(t),
    ...runColumns<RpcModel>(t, locale),
    lastRunColumn(t),
    { ...remark, flex: false },
    updated,
  ];
}
