import { PlusOutlined } from "@ant-design/icons";
import { Button, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { RpcOption } from "../../api/types";
import { TypedValue, textOf } from "../../components/fields/TypedValue";
import { holdsProblem } from "../../components/fields/use-problem";
import { same } from "../../components/fields/use-draft";
import css from "../../components/models/Models.module.css";
import { OrderedTable } from "../../components/models/tables/OrderedTable";
import { optionsOf, typeOf, type Parameter } from "../../components/rpc/parameters";
import { useAskToClose } from "../../components/page/use-ask-to-close";

type Props = {
  parameter: Parameter;
  onChange: (options: RpcOption[]) => void;
  onClose: () => void;
};

/** The values that a caller may choose from; without any, the value is typed. */
export function OptionsDialog({ parameter, onChange, onClose }: Props) {
  const { t } = useTranslation();
  const stored = optionsOf(parameter);
  const [options, setOptions] = useState<RpcOption[]>([...stored]);
  const close = useAskToClose(!same(options, stored), onClose);
  const type = typeOf(parameter);
  const complete = options.every((one) => one.label.trim() !== "" && one.value !== null);
  return (
    <Modal
      open
      width={560}
      title={t("rpc.param.optionsOf", { name: parameter.alias || parameter.name })}
      okText={t("common.done")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !complete }}
      mask={{ closable: false }}
      onCancel={close}
      onOk={() => {
        if (holdsProblem()) return;
        onChange(options.map((one, at) => ({ ...one, id: one.id ?? String(at + 1) })));
      }}
    >
      <div className={css["dialog"]}>
        <p className="hint">{t("rpc.param.optionsHelp")}</p>
        {options.length > 0 && (
          <OrderedTable<RpcOption>
            label={t("rpc.param.isSelect")}
            rows={options}
            nameOf={(one) => one.label}
            readOnly={false}
            onChange={setOptions}
            columns={[
              {
                id: "label",
                title: t("rpc.param.optionLabel"),
                show: (one) => one.label,
                edit: (one, change) => (
                  <Input
                    value={one.label}
                    aria-label={t("rpc.param.optionLabel")}
                    onChange={(event) => change({ label: event.target.value })}
                  />
                ),
              },
              {
                id: "value",
                title: t("rpc.param.optionValue"),
                show: (one) => textOf(one.value),
                edit: (one, change) => (
                  <TypedValue
                    type={type}
                    value={one.value ?? undefined}
                    label={t("rpc.param.optionValue")}
                    onChange={(value) => change({ value: value ?? null })}
                  />
                ),
              },
            ]}
          />
        )}
        <div>
          <Button
            icon={<PlusOutlined />}
            onClick={() => setOptions([...options, { label: "", value: null }])}
          >
            {t("rpc.param.addOption")}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
