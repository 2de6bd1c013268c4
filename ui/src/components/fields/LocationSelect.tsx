import { Select } from "antd";
import { useTranslation } from "react-i18next";

import { useLocationChoice } from "../../api/locations";
import type { Location } from "../../api/types";
import { fold } from "../../lib/text";
import { chosenLabel } from "./chosen-label";
import { useFieldIds } from "./Field";
import css from "./Field.module.css";

type Props = {
  /** An id; `null`: none. */
  value: string | null;
  onChange: (id: string | null) => void;
  /** What the value is called until all locations are known. */
  known?: string | undefined;
  /** A location that cannot be chosen, and neither can those in it. */
  without?: string;
  disabled?: boolean;
  placeholder?: string;
};

/** One location of the tenant by its path, found by any part of path or code. */
export function LocationSelect(props: Props) {
  const { value, onChange, known, without, disabled, placeholder } = props;
  const { t } = useTranslation();
  const { id, describedBy, invalid } = useFieldIds();
  const locations = useLocationChoice();
  const offered = outside(locations.data ?? [], without);
  const isOffered = offered.some((location) => location.id === value);
  const options = offered.map((location) => ({
    value: location.id,
    label: location.path,
    code: location.code,
    search: fold(`${location.path} ${location.code}`),
  }));
  // One that was deleted meanwhile is still what the form holds.
  if (value !== null && !isOffered && known !== undefined) {
    options.unshift({ value, label: known, code: "", search: fold(known) });
  }
  return (
    <Select<string>
      id={id}
      style={{ width: "100%" }}
      allowClear
      {...(disabled ? { disabled } : {})}
      value={value}
      loading={locations.isPending}
      labelRender={chosenLabel(locations.isPending)}
      placeholder={placeholder ?? t("locations.nowhere")}
      notFoundContent={t(offered.length === 0 ? "locations.none" : "locations.noMatch")}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      {...(invalid ? { status: "error" as const } : {})}
      showSearch={{
        filterOption: (typed, option) => String(option?.["search"] ?? "").includes(fold(typed)),
      }}
      onChange={(chosen?: string) => onChange(chosen ?? null)}
      options={options}
      optionRender={({ data }) => (
        <span className={css["option"]}>
          <span>{data.label}</span>
          <span className="mono hint">{data.code}</span>
        </span>
      )}
    />
  );
}

/** All but one location and those in it; parents come before what is in them. */
export function outside(
  locations: readonly Location[],
  without: string | undefined,
): readonly Location[] {
  if (without === undefined) return locations;
  const inside = new Set([without]);
  return locations.filter(({ id, parent_id }) => {
    if (parent_id !== null && inside.has(parent_id)) inside.add(id);
    return !inside.has(id);
  });
}
