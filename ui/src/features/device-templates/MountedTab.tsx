import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useList } from "../../api/list";
import { listPath, type ModelRows } from "../../api/models";
import type { ThingModelRef } from "../../api/types";
import { EmptyState } from "../../components/states/EmptyState";
import { Field } from "../../components/fields/Field";
import { ModelSelect, type MountedKind } from "../../components/fields/ModelSelect";
import { pageOf } from "../../components/models/kinds";
import css from "../../components/models/Models.module.css";
import { OrderedTable, type OrderedColumn } from "../../components/models/tables/OrderedTable";
import { StateChip } from "../../components/values/StateChip";
import { ScopeChip } from "../../components/values/Tags";

type Props = {
  kind: MountedKind;
  label: string;
  models: readonly ThingModelRef[];
  readOnly: boolean;
  onChange: (models: ThingModelRef[]) => void;
};

/** The models of one kind that devices get, in their order. */
export function MountedTab({ kind, label, models, readOnly, onChange }: Props) {
  const { t } = useTranslation();
  const all = useList<ModelRows[MountedKind]>(kind, listPath(kind), { sort: "name" });

  function stored(id: string): ThingModelRef | null {
    const found = all.rows.find((row) => row.id === id);
    if (!found) return null;
    const { name, scope } = found;
    return { id, name, scope, id_name: "id_name" in found ? found.id_name : name };
  }

  function add(ids: readonly string[]): void {
    onChange([...models, ...ids.map(stored).filter((model) => model !== null)]);
  }

  // An earlier save names its models by id only; the list knows those that still exist.
  const newest = (model: ThingModelRef) => stored(model.id) ?? model;
  const name = (model: ThingModelRef) => {
    const found = newest(model);
    if (found.scope !== null) return <Link to={`${pageOf[kind]}/${found.id}`}>{found.name}</Link>;
    if (all.isPending || all.error) return <span className="mono">{found.id}</span>;
    return <StateChip sign="warning" label={t("template.missing", { id: found.id })} />;
  };
  const shown = (
    id: string,
    title: string,
    show: OrderedColumn<ThingModelRef>["show"],
  ): OrderedColumn<ThingModelRef> => ({ id, title, show, edit: show });

  return (
    <div className={css["table"]}>
      {!readOnly && (
        <Field label={t("template.addModels")}>
          <ModelSelect
            kind={kind}
            value={[]}
            without={models.map((model) => model.id)}
            onChange={add}
          />
        </Field>
      )}
      {models.length === 0 ? (
        <EmptyState title={t("template.noModels")} text={t("template.noModelsText")} />
      ) : (
        <OrderedTable<ThingModelRef>
          label={label}
          rows={models}
          nameOf={(model) => model.name}
          readOnly={readOnly}
          onChange={onChange}
          columns={[
            shown("name", t("models.name"), name),
            shown("id_name", t("template.textId"), (model) => (
              <span className="mono">{newest(model).id_name}</span>
            )),
            shown("scope", t("models.scope"), (model) => {
              const { scope } = newest(model);
              return scope === null ? null : <ScopeChip scope={scope} />;
            }),
          ]}
        />
      )}
    </div>
  );
}
