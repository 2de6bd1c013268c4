import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";

import { at } from "../../state/routes-at";
import { ModelPage } from "../../components/models/editor/ModelPage";
import { ModelsList } from "../../components/models/list/ModelsList";
import { CreateFromDevice } from "./CreateFromDevice";
import { templateColumns } from "./columns";
import { FromDevice } from "./FromDevice";
import { NewDeviceTemplate } from "./NewDeviceTemplate";
import { TemplateEditor } from "./TemplateEditor";

/** The list of device templates, the editor of one, or the one that a device becomes. */
export function DeviceTemplatesPage() {
  const { id } = useParams();
  if (id === "new") return <FromDevice />;
  return (
    <ModelPage
      kind="device-templates"
      list={<DeviceTemplates />}
      editor={(model) => <TemplateEditor template={model} />}
    />
  );
}

function DeviceTemplates() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <ModelsList
      kind="device-templates"
      columns={templateColumns}
      actions={<CreateFromDevice />}
      menu={(row) => [
        {
          key: "devices",
          label: t("things.usedBy", { count: row.used_by }),
          disabled: row.used_by === 0,
          onSelect: () => void navigate(`${at.devices}?template=${row.id}`),
        },
      ]}
      dialog={(props) => <NewDeviceTemplate {...props} />}
    />
  );
}
