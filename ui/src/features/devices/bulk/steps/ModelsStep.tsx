import { Checkbox } from "antd";
import { useTranslation } from "react-i18next";

import { useList } from "../../../../api/list";
import { listPath, type ModelRows } from "../../../../api/models";
import type { ListChange, SelectionFacts } from "../../../../api/types";
import type { MountedKind } from "../../../../components/fields/ModelSelect";
import css from "../Bulk.module.css";
import { TransferList } from "./TransferList";

type ModelStep = "thing_model" | "rpc" | "trigger";

const kindOf: Record<ModelStep, MountedKind> = {
  thing_model: "thing-models",
  rpc: "rpc-models",
  trigger: "trigger-models",
};

/** Every model of a kind, and those that the selected devices have. */
export function useModels(step: ModelStep, facts: SelectionFacts) {
  const kind = kindOf[step];
  const { rows, isPending } = useList<ModelRows[MountedKind]>(kind, listPath(kind), {
    sort: "name",
  });
  const mounted = { thing_model: facts.thing_models, rpc: facts.rpcs, trigger: facts.triggers }[
    step
  ];
  const items = rows.map((model) => ({
    id: model.id,
    name: model.name,
    code: "id_name" in model ? model.id_name : "",
    scope: model.scope,
    on: mounted.find((one) => one.id === model.id)?.devices ?? 0,
  }));
  return { items, mounted, isPending };
}

type Props = {
  step: ModelStep;
  facts: SelectionFacts;
  value: ListChange;
  onChange: (value: ListChange) => void;
};

/** Models that are added, and those of the selection that are taken away. */
export function ModelsStep({ step, facts, value, onChange }: Props) {
  const { t } = useTranslation();
  const { items, mounted, isPending } = useModels(step, facts);
  return (
    <div className={css["step"]}>
      <p className="hint">{t("bulkUpdate.incremental")}</p>
      <TransferList
        label={t(`bulkUpdate.step.${step}`)}
        items={items}
        isPending={isPending}
        chosen={value.add}
        total={facts.devices}
        onChange={(add) => onChange({ ...value, add })}
      />
      <Removals
        title={t("bulkUpdate.remove")}
        total={facts.devices}
        items={mounted.map(({ id, name, devices }) => ({ value: id, label: name, devices }))}
        chosen={value.remove}
        onChange={(remove) => onChange({ ...value, remove })}
      />
    </div>
  );
}

type RemovalsProps = {
  title: string;
  total: number;
  items: readonly { value: string; label: string; devices: number }[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
};

/** What the selected devices have, to be ticked when it shall go. */
export function Removals({ title, total, items, chosen, onChange }: RemovalsProps) {
  const { t } = useTranslation();
  return (
    <section className={css["removals"]} aria-label={title}>
      <h4>{title}</h4>
      {items.length === 0 && <p className="hint">{t("bulkUpdate.nothingThere")}</p>}
      <div className={css["ticks"]}>
        {items.map(({ value, label, devices }) => (
          <Checkbox
            key={value}
            checked={chosen.includes(value)}
            onChange={(event) =>
              onChange(
                event.target.checked ? [...chosen, value] : chosen.filter((one) => one !== value),
              )
            }
          >
            {label}{" "}
            <span className="hint tabular">{t("bulkUpdate.onOf", { on: devices, total })}</span>
          </Checkbox>
        ))}
      </div>
    </section>
  );
}
