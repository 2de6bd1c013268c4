import { Button, Modal } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useCreateModel, type ModelInputs, type ModelKind } from "../../../api/models";
import { toProblem } from "../../../api/problem";
import { Field } from "../../fields/Field";
import { PlainInput } from "../../fields/PlainInput";
import { toastDone, toastFailed } from "../../messages/toast";
import { fieldWords } from "../../states/problem-words";
import { useAskToClose } from "../../page/use-ask-to-close";
import { hasIdName, idNameHelp, idNameLength, idNameOf, isIdName, type NamedKind } from "../kinds";
import { allowed } from "../../actions/allowed";
import { WriteButton } from "../../actions/WriteButton";
import css from "../Models.module.css";

type Props<Kind extends ModelKind> = {
  kind: Kind;
  /** What is copied; absent for a new model. */
  source?: { name: string; id_name?: string } | undefined;
  /** What the model begins with besides its names. */
  content: () => Promise<ModelInputs[Kind]>;
  onClose: () => void;
  onCreated: (id: string) => void;
  /** Choices that only a new model has. */
  children?: ReactNode;
};

/** The names of a new model, or of the copy of one. */
export function NewModelDialog<Kind extends ModelKind>(props: Props<Kind>) {
  const { kind, source, onClose } = props;
  const { t } = useTranslation();
  const create = useCreateModel(kind);
  const named: NamedKind | undefined = hasIdName(kind) ? kind : undefined;
  const [name, setName] = useState(source ? t("models.copyName", { name: source.name }) : "");
  const [typedId, setTypedId] = useState(
    source?.id_name === undefined ? null : `${source.id_name.slice(0, 27)}_copy`,
  );
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<{ field: string; text: string } | null>(null);

  const close = useAskToClose(!source && (name !== "" || typedId !== null), onClose);

  const idName = typedId ?? idNameOf(name);
  const nameError = name.trim() === "" ? t("errors.required") : undefined;
  const idError = !named || isIdName(named, idName) ? undefined : t(idNameHelp[named]);
  const refusal = (field: string) => (refused?.field === field ? refused.text : undefined);

  async function save(): Promise<void> {
    if (!allowed()) return;
    setTried(true);
    if (nameError || idError || busy) return;
    setBusy(true);
    try {
      const made = await create.mutateAsync({
        ...(await props.content()),
        name: name.trim(),
        ...(named ? { id_name: idName } : {}),
      });
      toastDone(t("models.created", { name: made.name }));
      props.onCreated(made.id);
    } catch (error) {
      const [first] = fieldWords(t, toProblem(error));
      if (first?.field === "name" || first?.field === "id_name") {
        setRefused({ field: first.field, text: first.detail });
      } else toastFailed(t(`models.kind.${kind}.createFailed`), error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal
      open
      title={
        source ? t("models.duplicateTitle", { name: source.name }) : t(`models.kind.${kind}.add`)
      }
      width={460}
      mask={{ closable: false }}
      onCancel={close}
      footer={[
        <Button key="cancel" onClick={close}>
          {t("common.cancel")}
        </Button>,
        <WriteButton key="create" type="primary" loading={busy} onClick={() => void save()}>
          {t(`models.kind.${kind}.createVerb`)}
        </WriteButton>,
      ]}
    >
      <div className={css["dialog"]}>
        <Field
          label={t("models.name")}
          api="name"
          required
          error={refusal("name") ?? (tried ? nameError : undefined)}
        >
          <PlainInput value={name} onChange={setName} autoFocus onEnter={() => void save()} />
        </Field>
        {named && (
          <Field
            label={t(`models.kind.${named}.idName`)}
            api="id_name"
            required
            help={t(idNameHelp[named])}
            error={refusal("id_name") ?? (tried ? idError : undefined)}
          >
            <PlainInput
              value={idName}
              onChange={(text) => setTypedId(text.trim())}
              maxLength={idNameLength[named]}
              onEnter={() => void save()}
            />
          </Field>
        )}
        {props.children}
      </div>
    </Modal>
  );
}
