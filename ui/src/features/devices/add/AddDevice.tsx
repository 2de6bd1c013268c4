import { Button, Checkbox, Modal, Radio } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useRegions } from "../../../api/queries";
import { at } from "../../../state/routes-at";
import { WriteButton } from "../../../components/actions/WriteButton";
import { DraftNotice } from "../../../components/drafts/DraftNotice";
import { Field } from "../../../components/fields/Field";
import { HexField } from "../../../components/fields/HexField";
import { ModelSelect } from "../../../components/fields/ModelSelect";
import { PlainInput } from "../../../components/fields/PlainInput";
import { TagField } from "../../../components/fields/TagField";
import { useAskToClose } from "../../../components/page/use-ask-to-close";
import { StateChip } from "../../../components/values/StateChip";
import { looksLikeCode, readDeviceCode } from "../../../lib/device-code";
import { cleanHex, euiProblem } from "../../../lib/hex";
import { ProfileCreator } from "../../profiles/NewProfile";
import css from "./AddDevice.module.css";
import { ProfilePrompt } from "./ProfilePrompt";
import { TemplateField } from "./TemplateField";
import { TopicHint } from "./TopicHint";
import { useNewDevice, type NewDeviceForm } from "./use-new-device";

type Props = {
  eui: string;
  onClose: () => void;
  /** `binds`: the asset's sources shall be chosen next. */
  onCreated: (eui: string, binds: boolean) => void;
};

/** The dialog that makes a device; asks for a profile when the network server would ignore it. */
export function AddDevice({ eui, onClose, onCreated }: Props) {
  const { t } = useTranslation();
  const regions = useRegions();
  const device = useNewDevice(eui, onCreated);
  const { draft, values, step, setStep, added } = device;
  // Models and tags that stay for the next device of a box are no loss.
  const dirty = values.eui !== eui || values.name !== "" || (added === 0 && draft.changes > 0);
  const close = useAskToClose(dirty, () => {
    draft.reset();
    onClose();
  });

  if (step === "profile") {
    return (
      <ProfileCreator
        regions={regions.data}
        devEui={values.eui}
        given={device.radio}
        verb={t("add.profileVerb")}
        inDialog
        onCancel={() => setStep("prompt")}
        onSaved={() => device.send()}
      >
        {({ body, footer }) => (
          <Modal
            open
            width={680}
            title={t("add.profileTitle")}
            mask={{ closable: false }}
            footer={null}
            onCancel={() => setStep("prompt")}
            data-testid="panel-profile"
          >
            <div className={css["profile"]}>{body}</div>
            {footer}
          </Modal>
        )}
      </ProfileCreator>
    );
  }

  // One window for both, so that it stays where it is from one to the other.
  if (step === "prompt") {
    return (
      <Modal
        open
        width={480}
        title={t("add.promptTitle", { eui: values.eui })}
        mask={{ closable: false }}
        onCancel={() => setStep("form")}
        footer={<Button onClick={() => setStep("form")}>{t("common.back")}</Button>}
      >
        <ProfilePrompt device={device} />
      </Modal>
    );
  }
  return (
    <Modal
      open
      width={560}
      title={t("add.title")}
      mask={{ closable: false }}
      onCancel={close}
      afterOpenChange={(open) => {
        if (open && eui === "") device.focusEui();
      }}
      footer={
        <div className={css["foot"]}>
          <Checkbox
            checked={device.another}
            onChange={(event) => device.setAnother(event.target.checked)}
          >
            {t("add.another")}
          </Checkbox>
          <span className={css["grow"]} />
          <Button onClick={close}>{t("common.cancel")}</Button>
          <WriteButton type="primary" loading={device.creating} onClick={device.submit}>
            {t("add.create")}
          </WriteButton>
        </div>
      }
    >
      <DeviceForm device={device} />
    </Modal>
  );
}

type FormProps = { device: NewDeviceForm };

function DeviceForm({ device }: FormProps) {
  const { t } = useTranslation();
  const { draft, values, set, another, added, checked, submit, euiInput } = device;
  return (
    <>
      <DraftNotice offer={draft.offer} inDialog />
      {added > 0 && (
        <p className={css["session"]} role="status">
          {t("add.session", { count: added })}{" "}
          <Link to={`${at.devices}?sort=-created_at`}>{t("add.showAdded")}</Link>
        </p>
      )}
      <form
        className={css["form"]}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        onPaste={(event) => {
          const text = event.clipboardData.getData("text");
          // A bare EUI is the field's own matter.
          if (euiProblem(cleanHex(text), true) === null) return;
          if (device.take(text) !== null || readDeviceCode(text)) event.preventDefault();
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
        }}
      >
        <Field
          label={t("devices.eui")}
          api="eui"
          required
          error={
            device.error ??
            (device.isTaken ? <Taken state={checked} eui={values.eui} /> : undefined)
          }
          help={another ? t("add.scanHelp") : undefined}
          note={
            device.recognised ? (
              <span role="status">{device.recognised}</span>
            ) : checked === "free" ? (
              <StateChip sign="ok" label={t("add.free")} />
            ) : undefined
          }
        >
          {device.isLorawan ? (
            <HexField
              value={values.eui}
              length={16}
              lets={looksLikeCode}
              onChange={(next) => set({ eui: next })}
              onEnter={submit}
              inputRef={(input) => {
                euiInput.current = input;
              }}
            />
          ) : (
            <PlainInput
              value={values.eui}
              maxLength={32}
              onChange={(next) => set({ eui: next.trim().toLowerCase() })}
              onEnter={submit}
              inputRef={(input) => {
                euiInput.current = input;
              }}
            />
          )}
        </Field>
        <Field label={t("devices.name")} api="name">
          <PlainInput
            value={values.name}
            maxLength={255}
            placeholder={t("common.optional")}
            onChange={(name) => set({ name })}
            onEnter={submit}
          />
        </Field>
        <div className={css["pair"]}>
          <Field group label={t("add.type")} api="device_type">
            <Radio.Group
              value={values.type}
              onChange={(event) =>
                set({ type: event.target.value === "VIRTUAL" ? "VIRTUAL" : "NORMAL" })
              }
              options={[
                { value: "NORMAL", label: t("devices.type_NORMAL") },
                { value: "VIRTUAL", label: t("devices.type_VIRTUAL") },
              ]}
            />
          </Field>
          {values.type === "NORMAL" && (
            <Field group label={t("add.source")} api="data_from">
              <Radio.Group
                value={values.source}
                onChange={(event) =>
                  set({ source: event.target.value === "OTHER" ? "OTHER" : "LoRaWAN" })
                }
                options={[
                  { value: "LoRaWAN", label: "LoRaWAN" },
                  { value: "OTHER", label: t("add.other") },
                ]}
              />
            </Field>
          )}
        </div>
        {values.type === "NORMAL" && values.source === "OTHER" && <TopicHint eui={values.eui} />}
        {values.type === "VIRTUAL" && (
          <Checkbox
            checked={device.binds}
            disabled={another}
            onChange={(event) => device.setBinds(event.target.checked)}
          >
            {t("add.chooseSources")}
          </Checkbox>
        )}
        <TemplateField
          templates={device.templates}
          chosen={device.template}
          onChoose={device.choose}
        />
        <Field label={t("add.models")} api="thing_model" help={t("add.modelsHelp")}>
          <ModelSelect value={device.models} onChange={(next) => set({ models: next })} />
        </Field>
        <Field label={t("devices.tags")} api="tags">
          <TagField value={device.tags} onChange={(next) => set({ tags: next })} />
        </Field>
      </form>
    </>
  );
}

type TakenProps = { state: string | undefined; eui: string };

function Taken({ state, eui }: TakenProps) {
  const { t } = useTranslation();
  if (state === "exists_elsewhere") return t("add.elsewhere");
  if (state === "exists") {
    return (
      <>
        {t("add.exists")} <Link to={`${at.devices}/${eui}`}>{t("add.openExisting")}</Link>
      </>
    );
  }
  return t("errors.failed");
}
