import { at } from "../../state/routes-at";
import { ModelPage } from "../../components/models/editor/ModelPage";
import { ModelsList } from "../../components/models/list/ModelsList";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { modelColumns } from "./columns";
import { NewThingModel } from "./NewThingModel";
import { ThingModelEditor } from "./ThingModelEditor";

/** The list of thing models, or the editor of one. */
export function ThingModelsPage() {
  return (
    <ModelPage
      kind="thing-models"
      list={<ThingModels />}
      editor={(model) => <ThingModelEditor model={model} />}
    />
  );
}

function ThingModels() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <ModelsList
      kind="thing-models"
      columns={modelColumns}
      menu={(row) => [
        {
          key: "devices",
          label: t("things.usedBy", { count: row.used_by }),
          disabled: row.used_by === 0,
          onSelect: () => void navigate(`${at.devices}?thing_model=${row.id}`),
        },
      ]}
      dialog={(props) => <NewThingModel {...props} />}
    />
  );
}
