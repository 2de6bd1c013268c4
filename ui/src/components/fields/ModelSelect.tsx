import { Select } from "antd";
import { useTranslation } from "react-i18next";

import { useList } from "../../api/list";
import { paths } from "../../api/queries";
import type { ThingModel } from "../../api/types";
import { fold } from "../../lib/text";
import { ScopeChip } from "../Tags";
import { useFieldIds } from "./Field";
import css from "./Field.module.css";

type Props = {
  value: string[];
  onChange: (ids: string[]) => void;
  /** Models that are mounted already. */
  without?: readonly string[];
};

/** Thing models by name or id name, with scope and how many devices use them. */
export function ModelSelect({ value, onChange, without = [] }: Props) {
  const { t } = useTranslation();
  const { id, describedBy } = useFieldIds();
  const models = useList<ThingModel>("thing-models", paths.thingModels, { sort: "name" });
  const offered = models.rows.filter((model) => !without.includes(model.id));
  return (
    <Select
      id={id}
      className={css["tags"] ?? ""}
      mode="multiple"
      value={value}
      loading={models.isPending}
      placeholder={t("add.modelsPlaceholder")}
      aria-describedby={describedBy}
      onChange={onChange}
      showSearch={{
        filterOption: (typed, option) =>
          fold(String(option?.["search"] ?? "")).includes(fold(typed)),
      }}
      options={offered.map((model) => ({
        value: model.id,
        label: model.name,
        search: `${model.name} ${model.id_name}`,
        model,
      }))}
      optionRender={({ data }) => (
        <span className={css["option"]}>
          <span>{data.model.name}</span>
          <span className="mono hint">{data.model.id_name}</span>
          <ScopeChip scope={data.model.scope} />
          <span className="hint">{t("things.usedBy", { count: data.model.used_by })}</span>
        </span>
      )}
    />
  );
}
