import { DatePicker } from "antd";
import type { Dayjs } from "dayjs";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

import { usePreferences } from "../../../state/preferences";
import type { ListState } from "../../../state/url-state";
import { meantBy, shownAs } from "../../../lib/picker-time";
import { clock, type Zone } from "../../../lib/time";
import type { FilterField } from "./filter";
import css from "./FilterBar.module.css";

type Props = { state: ListState };

function timeOf(text: string | undefined, zone: Zone) {
  const at = Date.parse(text ?? "");
  return Number.isNaN(at) ? null : shownAs(at, zone);
}

/** A period in words, as a list's filters have it. */
function periodText(filters: ListState["filters"], zone: Zone): string {
  const { from, to } = filters;
  const text = (at: string | undefined) => (at ? clock(at, zone, false) : "…");
  return from || to ? `${text(from)} – ${text(to)}` : "";
}

/** From when to when entries of a log are shown: the filters `from` and `to`. */
export function PeriodFilter({ state }: Props) {
  const { t } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  const { filters, apply, sort } = state;
  const text = (picked: Dayjs) => new Date(meantBy(picked, zone)).toISOString();
  return (
    <DatePicker.RangePicker
      size="small"
      showTime={{ format: "HH:mm" }}
      format="MM-DD HH:mm"
      className={css["period"] ?? ""}
      allowEmpty={[true, true]}
      value={[timeOf(filters["from"], zone), timeOf(filters["to"], zone)]}
      placeholder={[t("grid.from"), t("grid.to")]}
      aria-label={t("grid.period")}
      onChange={(times) => {
        const { from: _from, to: _to, ...rest } = filters;
        const [from, to] = times ?? [null, null];
        apply(
          {
            ...rest,
            ...(from ? { from: text(from) } : {}),
            ...(to ? { to: text(to) } : {}),
          },
          sort,
        );
      }}
    />
  );
}

/** The same among the further filters of a list. */
export const periodField = (t: TFunction, zone: Zone, state: ListState): FilterField => ({
  names: ["from", "to"],
  label: t("grid.period"),
  field: <PeriodFilter state={state} />,
  shown: periodText(state.filters, zone),
});
