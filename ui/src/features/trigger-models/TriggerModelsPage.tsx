import { ModelPage } from "../../components/models/editor/ModelPage";
import { ModelsList } from "../../components/models/list/ModelsList";
import { triggerColumns } from "./columns";
import { NewTriggerModel } from "./NewTriggerModel";
import { TriggerModelEditor } from "./TriggerModelEditor";

/** The list of trigger models, or the editor of one. */
export function TriggerModelsPage() {
  return (
    <ModelPage
      kind="trigger-models"
      list={
        <ModelsList
          kind="trigger-models"
          columns={triggerColumns}
          dialog={(props) => <NewTriggerModel {...props} />}
        />
      }
      editor={(model) => <TriggerModelEditor model={model} />}
    />
  );
}
