import { DatePicker } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";

import type { ListState } from "../../app/url-state";

type Props = { state: ListState };

const timeOf = (text: string | undefined) => {
  const at = dayjs(text ?? "");
  return at.isValid() ? at : null;
};

/** From when to when entries of a log are shown: the filters `from` and `to`. */
export function PeriodFilter({ state }: Props) {
  const { t } = useTranslation();
  const { filters, apply, sort } = state;
  return (
    <DatePicker.RangePicker
      size="small"
      showTime={{ format: "HH:mm" }}
      format="MM-DD HH:mm"
      style={{ flex: "none", width: 228 }}
      allowEmpty={[true, true]}
      value={[timeOf(filters["from"]), timeOf(filters["to"])]}
      placeholder={[t("grid.from"), t("grid.to")]}
      aria-label={t("grid.period")}
      onChange={(times) => {
        const { from: _from, to: _to, ...rest } = filters;
        const [from, to] = times ?? [null, null];
        apply(
          {
            ...rest,
            ...(from ? { from: from.toISOString() } : {}),
            ...(to ? { to: to.toISOString() } : {}),
          },
          sort,
        );
      }}
    />
  );
}
