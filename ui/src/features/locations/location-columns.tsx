import type { TFunction } from "i18next";

import type { Location } from "../../api/types";
import type { Column } from "../../components/grid/types";
import { Ago } from "../../components/values/TimeText";
import { count, measured } from "../../lib/units";
import { addressOf } from "./location-values";
import css from "./Locations.module.css";

/** How far a place is moved in for each place it is in. */
const STEP_PX = 18;

/** `isTree`: each place stands before those in it, so that its name is moved in. */
export function locationColumns(t: TFunction, locale: string, isTree: boolean): Column<Location>[] {
  const counter = (
    id: "children" | "devices_below" | "gateways_below" | "device_templates",
    title: string,
    sort?: string,
  ): Column<Location> => ({
    id,
    title,
    width: 88,
    align: "end",
    ...(sort === undefined ? {} : { sort }),
    render: (row) => <span>{count(row[id], locale)}</span>,
    text: (row) => String(row[id]),
  });
  return [
    {
      id: "name",
      title: t("locations.name"),
      width: 220,
      pinned: true,
      sort: "path",
      render: (row) => (
        <span
          className={css["place"]}
          style={isTree ? { paddingInlineStart: row.depth * STEP_PX } : {}}
        >
          {row.name}
        </span>
      ),
      text: (row) => row.name,
    },
    {
      id: "code",
      title: t("locations.code"),
      width: 120,
      sort: "code",
      render: (row) => <span className="mono">{row.code}</span>,
      text: (row) => row.code,
    },
    {
      id: "path",
      title: t("locations.path"),
      width: 200,
      flex: true,
      render: (row) => <span title={row.path}>{row.path}</span>,
      text: (row) => row.path,
    },
    {
      id: "address",
      title: t("locations.postal"),
      width: 150,
      flex: true,
      render: (row) => <span title={addressOf(row)}>{addressOf(row) || "—"}</span>,
      text: addressOf,
    },
    counter("devices_below", t("nav.devices"), "devices"),
    counter("gateways_below", t("nav.gateways")),
    { ...counter("children", t("locations.inside")), shown: false, width: 120 },
    { ...counter("device_templates", t("nav.deviceTemplates")), shown: false, width: 130 },
    {
      id: "phone",
      title: t("locations.phone"),
      width: 130,
      shown: false,
      render: (row) => <span>{row.phone || "—"}</span>,
      text: (row) => row.phone,
    },
    {
      id: "position",
      title: t("locations.position"),
      width: 170,
      shown: false,
      render: (row) => <span className="tabular">{positionOf(row) || "—"}</span>,
      text: positionOf,
    },
    {
      id: "updated",
      title: t("devices.updated"),
      width: 100,
      sort: "updated_at",
      render: (row) => <Ago at={row.updated_at} />,
      text: (row) => row.updated_at,
    },
  ];
}

const positionOf = ({ latitude, longitude }: Location) =>
  latitude === null || longitude === null
    ? ""
    : `${measured(latitude, 5)}, ${measured(longitude, 5)}`;
