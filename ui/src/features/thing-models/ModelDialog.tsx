import { Button, Modal, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useCreateThingModel } from "../../api/mutations";
import { toProblem } from "../../api/problem";
import { getThingModel } from "../../api/queries";
import type { ParserType, ThingModel } from "../../api/types";
import { useWriteBlock } from "../../app/live/connection";
import { Field } from "../../components/fields/Field";
import { PlainInput } from "../../components/fields/PlainInput";
import { toastDone, toastFailed } from "../../components/toast";
import { useAskToClose } from "../../components/use-ask-to-close";
import css from "./ThingModels.module.css";
import { templates } from "./wrapper";

const ID_NAME = /^[A-Za-z0-9_-]{1,32}$/;
const PARSERS: readonly ParserType[] = ["CUSTOMER", "CHIRPSTACK"];

/** `MT-KS52 T&H` → `mt_ks52_t_h`. */
export const idNameOf = (name: string) =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
    .slice(0, 32);

type Props = {
  /** What is copied; absent for a new model. */
  source?: Pick<ThingModel, "id" | "name" | "id_name"> | undefined;
  onClose: () => void;
  onCreated: (id: string) => void;
};

/** Name and style of a new model, or of the copy of one. */
export function ModelDialog({ source, onClose, onCreated }: Props) {
  const { t } = useTranslation();
  const block = useWriteBlock();
  const create = useCreateThingModel();
  const [name, setName] = useState(source ? t("models.copyName", { name: source.name }) : "");
  const [typedId, setTypedId] = useState(source ? `${source.id_name.slice(0, 27)}_copy` : null);
  const [parser, setParser] = useState<ParserType>("CUSTOMER");
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<{ field: string; text: string } | null>(null);

  const close = useAskToClose(!source && (name !== "" || typedId !== null), onClose);

  const idName = typedId ?? idNameOf(name);
  const nameError = name.trim() === "" ? t("errors.required") : undefined;
  const idError = ID_NAME.test(idName) ? undefined : t("models.idNameHelp");
  const refusal = (field: string) => (refused?.field === field ? refused.text : undefined);

  async function save(): Promise<void> {
    setTried(true);
    if (nameError || idError || busy) return;
    setBusy(true);
    try {
      const made = await create.mutateAsync({
        name: name.trim(),
        id_name: idName,
        ...(source ? await contentOf(source.id) : contentOfNew(parser)),
      });
      toastDone(t("models.created", { name: made.name }));
      onCreated(made.id);
    } catch (error) {
      const problem = toProblem(error);
      if (problem.field === "name" || problem.field === "id_name") {
        setRefused({ field: problem.field, text: problem.detail });
      } else toastFailed(t("models.createFailed"), error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal
      open
      title={source ? t("models.duplicateTitle", { name: source.name }) : t("models.add")}
      width={460}
      mask={{ closable: false }}
      onCancel={close}
      footer={[
        <Button key="cancel" onClick={close}>
          {t("common.cancel")}
        </Button>,
        <Button
          key="create"
          type="primary"
          loading={busy}
          disabled={block !== null}
          onClick={() => void save()}
        >
          {t("models.createVerb")}
        </Button>,
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
        <Field
          label={t("models.idName")}
          api="id_name"
          required
          help={t("models.idNameHelp")}
          error={refusal("id_name") ?? (tried ? idError : undefined)}
        >
          <PlainInput
            value={idName}
            onChange={(text) => setTypedId(text.trim())}
            maxLength={32}
            onEnter={() => void save()}
          />
        </Field>
        {!source && (
          <Field
            label={t("models.style")}
            api="payload_parser_type"
            group
            help={t(`models.styleHelp${parser}`)}
          >
            <Segmented<ParserType>
              value={parser}
              onChange={setParser}
              options={PARSERS.map((value) => ({ value, label: t(`models.parsers.${value}`) }))}
            />
          </Field>
        )}
      </div>
    </Modal>
  );
}

const contentOfNew = (parser: ParserType) => ({
  payload_parser_type: parser,
  payload_parser: templates[parser],
});

async function contentOf(id: string) {
  const model = await getThingModel(id);
  return {
    payload_parser: model.payload_parser,
    payload_parser_type: model.payload_parser_type,
    apply_to: model.apply_to,
    tags: model.tags,
    remark: model.remark,
    telemetry_config: { ...model.telemetry_config, fields: model.telemetry_config.fields ?? {} },
  };
}
