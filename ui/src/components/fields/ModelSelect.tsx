import { Select } from "antd";
import { useTranslation } from "react-i18next";

import { useList } from "../../api/list";
import { listPath, type ModelKind, type ModelRows } from "../../api/models";
import { fold } from "../../lib/text";
import { ScopeChip } from "../values/Tags";
import { useFieldIds } from "./Field";
import css from "./Field.module.css";

/** Kinds that devices mount. */
export type MountedKind = Exclude<ModelKind, "device-templates">;

type Props = {
  kind?: MountedKind;
  value: string[];
  onChange: (ids: string[]) => void;
  /** Models that are mounted already. */
  without?: readonly string[];
};

/** Models by name or text id, with scope and how many devices use them. */
export function ModelSelect({ kind = "thing-models", value, onChange, without = [] }: Props) {
  const { t } = useTranslation();
  const { id, describedBy } = useFieldIds();
  const models = useList<ModelRows[MountedKind]>(kind, listPath(kind), { sort: "name" });
  const offered = models.rows.filter((model) => !without.includes(model.id));
  return (
    // The library chooses the marked entry also when one leaves with Tab.
    <div
      className={css["tags"] ?? ""}
      onKeyDownCapture={(event) => {
        if (event.key === "Tab") event.stopPropagation();
      }}
    >
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
          search: `${model.name} ${textId(model)}`,
          model,
        }))}
        optionRender={({ data }) => (
          <span className={css["option"]}>
            <span>{data.model.name}</span>
            <span className="mono hint">{textId(data.model)}</span>
            <ScopeChip scope={data.model.scope} />
            <span className="hint">{t("things.usedBy", { count: data.model.used_by })}</span>
          </span>
        )}
      />
    </div>
  );
}

/** Triggers have none. */
const textId = (model: ModelRows[MountedKind]) => ("id_name" in model ? model.id_name : "");
