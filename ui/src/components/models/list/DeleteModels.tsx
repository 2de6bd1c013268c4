import { Button, Checkbox, Modal, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TFunction } from "i18next";

import type { ModelKind } from "../../../api/models";
import { useMe } from "../../../api/queries";
import { useDeleteModels, useModelsPreview } from "../../../api/restore";
import type { SelectedModels, Task, UsedModel } from "../../../api/types";
import { isCount } from "../../../lib/units";
import { allowed } from "../../actions/allowed";
import { useOnce } from "../../actions/use-once";
import { WriteButton } from "../../actions/WriteButton";
import css from "../../messages/Confirm.module.css";
import { toastFailed } from "../../messages/toast";
import { MANY, TypeCount } from "../../messages/TypeCount";
import { ErrorPanel } from "../../states/ErrorPanel";

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
  const once = useOnce();
  const tenant = useMe().data?.tenant ?? "";
  const [saves, setSaves] = useState(true);
  const [typed, setTyped] = useState("");
  const seen = preview.data;
  const items = seen?.items ?? [];
  const staying = items.filter((item) => item.stays);
  const going = items.filter((item) => !item.stays);
  const number = seen ? seen.models - seen.staying : 0;
  const many = number > MANY;
  const armed = number > 0 && (!many || isCount(typed, number));
  const [only] = items;
  const single = seen?.models === 1 && only ? only.name : null;

  async function run(): Promise<void> {
    if (!allowed()) return;
    if (many && saves && !(await backup())) return;
    try {
      const task = await remove.mutateAsync({ kind, models: without(models, staying) });
      onClose();
      onBegun(task);
    } catch (error) {
      toastFailed(t("deletion.failed"), error);
    }
  }

  return (
    <Modal
      open
      width={500}
      title={
        single === null
          ? t(`models.kind.${kind}.deleteTitle`, { count: seen?.models ?? count })
          : t("models.deleteTitle", { name: single })
      }
      mask={{ closable: false }}
      onCancel={onClose}
      footer={[
        <Button key="cancel" autoFocus={!many} onClick={onClose}>
          {t("common.cancel")}
        </Button>,
        <WriteButton
          key="verb"
          type="primary"
          danger
          disabled={!armed}
          loading={once.busy}
          onClick={() => void once.run(run)}
        >
          {t(`models.kind.${kind}.deleteCount`, { count: seen ? number : count })}
        </WriteButton>,
      ]}
    >
      <div className={css["body"]} data-testid="delete-models">
        {preview.error && (
          <ErrorPanel error={preview.error} onRetry={() => void preview.refetch()} />
        )}
        {preview.isPending && <Skeleton active paragraph={{ rows: 4 }} />}
        {seen && (
          <>
            {number > 0 && <p>{t(`models.kind.${kind}.deleteText`)}</p>}
            <Listed items={going} total={number} kind={kind} />
            {seen.staying > 0 && (
              <>
                <p role="note">{t("models.deletion.stay", { count: seen.staying })}</p>
                <Listed items={staying} total={seen.staying} kind={kind} />
              </>
            )}
            {many && (
              <Checkbox checked={saves} onChange={(event) => setSaves(event.target.checked)}>
                {t("models.deletion.backup")}
              </Checkbox>
            )}
            {number > 0 && <p className="hint">{t("models.deletion.undo")}</p>}
            {many && (
              <>
                <p className="hint">{t("deletion.place", { tenant })}</p>
                <TypeCount
                  wanted={number}
                  value={typed}
                  onChange={setTyped}
                  onEnter={() => armed && void once.run(run)}
                />
              </>
            )}
          </>
        )}
      </div>
    </Modal>
  );
}

/** The models that can go. */
function without(models: SelectedModels, staying: readonly UsedModel[]): SelectedModels {
  const ids = staying.map(({ id }) => id);
  return "ids" in models
    ? { ids: models.ids.filter((id) => !ids.includes(id)) }
    : { ...models, except: [...models.except, ...ids] };
}

type ListedProps = { items: readonly UsedModel[]; total: number; kind: ModelKind };

function Listed({ items, total, kind }: ListedProps) {
  const { t } = useTranslation();
  if (items.length === 0) return null;
  return (
    <ul className={css["objects"]}>
      {items.map((item) => {
        const uses = usesOf(item, kind, t);
        return (
          <li key={item.id}>
            {item.name}
            {uses.length > 0 && <span className="hint"> · {uses.join("; ")}</span>}
          </li>
        );
      })}
      {total > items.length && <li>{t("common.andMore", { count: total - items.length })}</li>}
    </ul>
  );
}

/** Why a model has to stay, or what will miss it. */
function usesOf(item: UsedModel, kind: ModelKind, t: TFunction): string[] {
  const names = (list: readonly string[]) => list.join(", ");
  return [
    item.scope === "PUBLIC" && t("models.deletion.public"),
    item.devices > 0 &&
      t(kind === "device-templates" ? "models.deletion.made" : "models.deletion.devices", {
        count: item.devices,
      }),
    item.executions.length > 0 &&
      t("models.deletion.executions", { names: names(item.executions) }),
    item.templates.length > 0 && t("models.deletion.templates", { names: names(item.templates) }),
  ].filter((line) => line !== false);
}
