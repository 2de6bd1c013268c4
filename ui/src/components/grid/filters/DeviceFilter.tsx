import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

import type { ListState } from "../../../state/url-state";
import { DeviceSelect } from "../../fields/DeviceSelect";
import type { FilterField } from "./filter";
import css from "./FilterBar.module.css";

type Props = { state: ListState };

/** Entries of one device: the filter `eui`. */
export function DeviceFilter({ state }: Props) {
  const { t } = useTranslation();
  return (
    <span className={css["device"]}>
      <DeviceSelect
        size="small"
        label={t("frames.device")}
        placeholder={t("grid.anyDevice")}
        value={state.filters["eui"] ?? ""}
        onChange={(eui) => state.setFilter("eui", eui || null)}
      />
    </span>
  );
}

/** The same among the further filters of a list. */
export const deviceField = (t: TFunction, state: ListState): FilterField => ({
  names: ["eui"],
  label: t("frames.device"),
  field: <DeviceFilter state={state} />,
  shown: state.filters["eui"] ?? "",
});
