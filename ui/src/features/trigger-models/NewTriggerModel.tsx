import { getModel } from "../../api/models";
import type { TriggerModel, TriggerModelInput } from "../../api/types";
import type { NewModelProps } from "../../components/models/list/ModelsList";
import { NewModelDialog } from "../../components/models/list/NewModelDialog";
import { newScript } from "./script";

/** Name of a new trigger model, or of the copy of one. */
export function NewTriggerModel({ source, ...rest }: NewModelProps<TriggerModel>) {
  return (
    <NewModelDialog
      kind="trigger-models"
      source={source}
      content={async () => (source ? copyOf(source.id) : { trigger_script: newScript })}
      {...rest}
    />
  );
}

async function copyOf(id: string): Promise<TriggerModelInput> {
  const { inherit, trigger_script, tags, remark } = await getModel("trigger-models", id);
  return { inherit, trigger_script, tags, remark };
}
