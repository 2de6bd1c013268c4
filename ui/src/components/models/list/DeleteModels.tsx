import { Checkbox } from "antd";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { ModelKind } from "../../../api/models";
import { useDeleteModels, useModelsPreview } from "../../../api/restore";
import type { ModelsPreview, SelectedModels, Task, UsedModel } from "../../../api/types";
import css from "../../messages/Confirm.module.css";
import { MANY } from "../../messages/TypeCount";
import { DeletionDialog } from "../../tasks/DeletionDialog";
import { Uses } from "./Uses";

type Props = {
  kind: ModelKind;
  models: SelectedModels;
  /** How many they are. */
  count: number;
  /** Writes the models to a file; false when it is not with the user. */
  backup: () => Promise<boolean>;
  onClose: () => void;
  onBegun: (task: Task) => void;
};

/** What uses models, which of them have to stay, and how sure one is. */
export function DeleteModels({ kind, models, count, backup, onClose, onBegun }: Props) {
  const { t } = useTranslation();
  const preview = useModelsPreview(kind, models);
  const remove = useDeleteModels();
  const [saves, setSaves] = useState(true);
  const seen = preview.data;
  const items = seen?.items ?? [];
  const staying = items.filter((item) => item.stays);
  const going = items.filter((item) => !item.stays);
  const number = seen ? seen.models - seen.staying : count;
  const many = number > MANY;

  async function run(): Promise<Task | null> {
    if (many && saves && !(await backup())) return null;
    return remove.mutateAsync({ kind, models: without(models, staying) });
  }

  return (
    <DeletionDialog
      testId="delete-models"
      title={titleOf(t, kind, seen, count)}
      verb={t(`models.kind.${kind}.deleteCount`, { count: number })}
      count={number}
      preview={preview}
      asks={many}
      onRun={run}
      onClose={onClose}
      onBegun={onBegun}
    >
      {seen && (
        <>
          {number > 0 && <p>{t(`models.kind.${kind}.deleteText`)}</p>}
          <Listed items={going} total={number} kind={kind} />
          {seen.staying > 0 && (
            <>
              <p role="note">
                {number > 0
                  ? t("models.deletion.stay", { count: seen.staying })
                  : t("models.deletion.why")}
              </p>
              <Listed items={staying} total={seen.staying} kind={kind} />
            </>
          )}
          {many && (
            <Checkbox checked={saves} onChange={(event) => setSaves(event.target.checked)}>
              {t("models.deletion.backup")}
            </Checkbox>
          )}
          {number > 0 && <p className="hint">{t("models.deletion.undo")}</p>}
        </>
      )}
    </DeletionDialog>
  );
}

/** The models that can go. */
function without(models: SelectedModels, staying: readonly UsedModel[]): SelectedModels {
  const ids = staying.map(({ id }) => id);
  return "ids" in models
    ? { ids: models.ids.filter((id) => !ids.includes(id)) }
    : { ...models, except: [...models.except, ...ids] };
}

/** What is about to happen, or that nothing can; of a single model by its name. */
function titleOf(
  t: TFunction,
  kind: ModelKind,
  seen: ModelsPreview | undefined,
  count: number,
): string {
  if (!seen) return t(`models.kind.${kind}.deleteTitle`, { count });
  const { models, staying, items } = seen;
  const [first] = items;
  if (!first) return t("deletion.gone");
  if (models === 1) {
    return t(first.stays ? "models.deletion.staysTitle" : "models.deleteTitle", {
      name: first.name,
    });
  }
  return staying === models
    ? t("models.deletion.allStayTitle", { count: models })
    : t(`models.kind.${kind}.deleteTitle`, { count: models - staying });
}

type ListedProps = { items: readonly UsedModel[]; total: number; kind: ModelKind };

function Listed({ items, total, kind }: ListedProps) {
  const { t } = useTranslation();
  if (items.length === 0) return null;
  return (
    <ul className={css["objects"]}>
      {items.map((item) => (
        <li key={item.id}>
          {item.name}
          <Uses of={item} kind={kind} />
        </li>
      ))}
      {total > items.length && <li>{t("common.andMore", { count: total - items.length })}</li>}
    </ul>
  );
}
