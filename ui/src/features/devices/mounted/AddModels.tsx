import { Modal } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Field } from "../../../components/fields/Field";
import { FirstField } from "../../../components/fields/FirstField";
import { ModelSelect, type MountedKind } from "../../../components/fields/ModelSelect";
import { useAskToClose } from "../../../components/page/use-ask-to-close";

type Props = {
  kind: MountedKind;
  title: string;
  verb: string;
  label: string;
  /** The API's name of the field. */
  api: string;
  help?: string;
  /** Models that the device has already. */
  bound: readonly string[];
  onCancel: () => void;
  onAdd: (ids: string[]) => void;
  /** What is said of the chosen ones. */
  children?: (chosen: readonly string[]) => ReactNode;
};

/** Mounts several models of a kind on a device at once. */
export function AddModels(props: Props) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string[]>([]);
  const close = useAskToClose(chosen.length > 0, props.onCancel);
  return (
    <Modal
      open
      width={520}
      title={props.title}
      okText={props.verb}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: chosen.length === 0 }}
      mask={{ closable: false }}
      onOk={() => props.onAdd(chosen)}
      onCancel={close}
    >
      <FirstField>
        <Field label={props.label} api={props.api} help={props.help}>
          <ModelSelect
            kind={props.kind}
            value={chosen}
            onChange={setChosen}
            without={props.bound}
          />
        </Field>
      </FirstField>
      {props.children?.(chosen)}
    </Modal>
  );
}
