import { useTranslation } from "react-i18next";

import { useList } from "../../api/list";
import { listPath, type ModelKind, type ModelRows } from "../../api/models";
import { ScopeChip } from "../values/Tags";
import { MultiSelect } from "./MultiSelect";

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
  const models = useList<ModelRows[MountedKind]>(kind, listPath(kind), { sort: "name" });
  const offered = models.rows.filter((model) => !without.includes(model.id));
  return (
    <MultiSelect
      value={value}
      onChange={onChange}
      isPending={models.isPending}
      placeholder={t("add.modelsPlaceholder")}
      options={offered.map((model) => ({
        value: model.id,
        label: model.name,
        search: `${model.name} ${textId(model)}`,
        model,
      }))}
      render={({ model }) => (
        <>
          <span>{model.name}</span>
          <span className="mono hint">{textId(model)}</span>
          <ScopeChip scope={model.scope} />
          <span className="hint">{t("things.usedBy", { count: model.used_by })}</span>
        </>
      )}
    />
  );
}

/** Triggers have none. */
const textId = (model: ModelRows[MountedKind]) => ("id_name" in model ? model.id_name : "");
