import { ExperimentOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { useDevice } from "../../api/queries";
import { at } from "../../state/routes-at";

type Props = { eui: string; time: string; fCnt: number | null };

/** Opens the editor of the device's thing model with this message as input. */
export function TestInputButton({ eui, time, fCnt }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const device = useDevice(eui);
  const models = device.data?.thing_model ?? [];
  const open = (id: string) => {
    const search = new URLSearchParams({ eui, at: time });
    if (fCnt !== null) search.set("f_cnt", String(fCnt));
    void navigate(`${at.thingModels}/${id}/script?${search.toString()}`);
  };
  const [first] = models;
  if (models.length > 1) {
    return (
      <Dropdown
        trigger={["click"]}
        menu={{
          items: models.map((model) => ({ key: model.id, label: model.name })),
          onClick: ({ key }) => open(key),
        }}
      >
        <Button size="small" icon={<ExperimentOutlined />}>
          {t("network.useAsTest")}
        </Button>
      </Dropdown>
    );
  }
  return (
    <Button
      size="small"
      icon={<ExperimentOutlined />}
      disabled={!first}
      title={first ? t("network.useAsTestIn", { name: first.name }) : t("network.noModel")}
      onClick={() => first && open(first.id)}
    >
      {t("network.useAsTest")}
    </Button>
  );
}
