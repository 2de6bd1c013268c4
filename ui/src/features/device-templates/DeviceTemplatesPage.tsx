import { ModelPage } from "../../components/models/editor/ModelPage";
import { ModelsList } from "../../components/models/list/ModelsList";
import { templateColumns } from "./columns";
import { NewDeviceTemplate } from "./NewDeviceTemplate";
import { TemplateEditor } from "./TemplateEditor";

/** The list of device templates, or the editor of one. */
export function DeviceTemplatesPage() {
  return (
    <ModelPage
      kind="device-templates"
      list={
        <ModelsList
          kind="device-templates"
          columns={templateColumns}
          dialog={(props) => <NewDeviceTemplate {...props} />}
        />
      }
      editor={(model) => <TemplateEditor template={model} />}
    />
  );
}
