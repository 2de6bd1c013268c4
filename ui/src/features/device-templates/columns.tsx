import type { TFunction } from "i18next";

import type { DeviceTemplate, ThingModelRef } from "../../api/types";
import type { Column } from "../../components/grid/types";
import { commonColumns, usedByColumn } from "../../components/models/list/columns";

const mounted = (
  id: string,
  title: string,
  width: number,
  of: (row: DeviceTemplate) => readonly ThingModelRef[],
): Column<DeviceTemplate> => ({
  id,
  title,
  width,
  align: "end",
  render: (row) => {
    const models = of(row);
    return <span title={models.map((model) => model.name).join("\n")}>{models.length}</span>;
  },
  text: (row) =>
    of(row)
      .map((model) => model.name)
      .join(", "),
});

export function templateColumns(t: TFunction): Column<DeviceTemplate>[] {
  const { name, scope, tags, remark, updated } = commonColumns<DeviceTemplate>(t);
  return [
    { ...name, width: 190, flex: true },
    scope,
    mounted("thing_model", t("nav.thingModels"), 118, (row) => row.thing_model),
    mounted("rpc", t("template.rpc"), 64, (row) => row.rpc),
    mounted("trigger", t("template.trigger"), 84, (row) => row.trigger),
    {
      id: "attributes",
      title: t("template.attributes"),
      width: 96,
      align: "end",
      render: attributes,
      text: (row) => String(attributes(row)),
    },
    { ...tags, flex: true },
    usedByColumn(t),
    { ...remark, shown: false },
    updated,
  ];
}

const attributes = (row: DeviceTemplate) =>
  Object.keys(row.server_attrs).length + Object.keys(row.shared_attrs).length;
