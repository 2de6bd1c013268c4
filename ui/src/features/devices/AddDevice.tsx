import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, Modal, Radio } from "antd";
import { useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useCreateDevice, type NewDevice } from "../../api/mutations";
import { toProblem } from "../../api/problem";
import { euiCheck, useMe, useRegions } from "../../api/queries";
import type { DataFrom } from "../../api/types";
import { useDebounced } from "../../app/palette/search";
import { usePreferences } from "../../app/preferences";
import { at } from "../../app/routes-at";
import { CopyButton } from "../../components/actions/CopyButton";
import { DraftNotice } from "../../components/drafts/DraftNotice";
import { Field } from "../../components/fields/Field";
import { HexField } from "../../components/fields/HexField";
import { ModelSelect } from "../../components/fields/ModelSelect";
import { PlainInput } from "../../components/fields/PlainInput";
import { TagField } from "../../components/fields/TagField";
import { useDraft } from "../../components/fields/use-draft";
import { WriteButton } from "../../components/actions/WriteButton";
import { StateChip } from "../../components/values/StateChip";
import { toastDone, toastFailed } from "../../components/messages/toast";
import { useAskToClose } from "../../components/page/use-ask-to-close";
import { looksLikeCode, readDeviceCode } from "../../lib/device-code";
import { cleanHex, euiProblem } from "../../lib/hex";
import { ProfileCreator } from "../profiles/NewProfile";
import { readName, readPasted, type Pasted } from "../profiles/pasted";
import css from "./add/AddDevice.module.css";
import { TemplateField, useTemplates } from "./add/TemplateField";
import { asSample, asTopic } from "./words";

type Props = {
  eui: string;
  onClose: () => void;
  /** `binds`: the asset's sources shall be chosen next. */
  onCreated: (eui: string, binds: boolean) => void;
};

type Values = {
  eui: string;
  name: string;
  type: "NORMAL" | "VIRTUAL";
  source: DataFrom;
  /** Null: no template; absent: the one that is offered first. */
  template?: string | null | undefined;
  /** Absent, here and in `tags`: what the template says. */
  models?: string[] | undefined;
  tags?: string[] | undefined;
};

type Step = "form" | "prompt" | "profile";

/** What a scan says of a device. */
type Scanned = Pick<Values, "eui" | "name">;

/** The dialog that makes a device; asks for a profile when the network server would ignore it. */
export function AddDevice({ eui, onClose, onCreated }: Props) {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>("form");
  const [initial] = useState<Values>({
    eui,
    name: "",
    type: "NORMAL",
    source: "LoRaWAN",
  });
  const draft = useDraft(initial, "new", { record: "device/new" });
  const { values } = draft;
  const [another, setAnother] = useState(false);
  const [binds, setBinds] = useState(false);
  const [added, setAdded] = useState(0);
  /** What a scan or a pasted text said of the radio; kept for Add Now, never in a draft. */
  const [radio, setRadio] = useState<Pasted>({});
  /** What was recognised, as a sentence. */
  const [recognised, setRecognised] = useState<string | null>(null);
  const [alwaysLater, setAlwaysLater] = useState(false);
  const [error, setError] = useState<ReactNode>(null);
  const euiInput = useRef<HTMLInputElement | null>(null);
  const create = useCreateDevice();
  const client = useQueryClient();
  const regions = useRegions();

  const { templates, first } = useTemplates();
  const template =
    values.template === undefined ? first : templates.find((one) => one.id === values.template);
  const models = values.models ?? template?.thing_model.map((model) => model.id) ?? [];
  const tags = values.tags ?? template?.tags ?? [];
  const remember = usePreferences((all) => all.set);

  const lorawan = values.type === "NORMAL" && values.source === "LoRaWAN";
  const settled = useDebounced(values.eui);
  const wellFormed = euiProblem(values.eui, lorawan) === null;
  const checkedFrom = values.type === "VIRTUAL" ? "OTHER" : values.source;
  const check = useQuery({
    ...euiCheck(settled, checkedFrom),
    enabled: wellFormed && settled === values.eui,
  });
  const taken =
    wellFormed && settled === values.eui && check.data !== undefined && check.data.state !== "free";

  const set = (change: Partial<Values>) => {
    setError(null);
    if (change.eui !== undefined) setRecognised(null);
    draft.set(change);
  };

  // Models and tags that stay for the next device of a box are no loss.
  const dirty = values.eui !== eui || values.name !== "" || (added === 0 && draft.changes > 0);
  const close = useAskToClose(dirty, () => {
    draft.reset();
    onClose();
  });

  function focusEui(): void {
    requestAnimationFrame(() => euiInput.current?.focus());
  }

  /** Fills what a QR text or a pasted block says; null when it says nothing of a device. */
  function take(text: string): Scanned | null {
    const code = readDeviceCode(text);
    if (code?.damaged) {
      setError(t("profiles.codeDamagedHelp"));
      focusEui();
      return null;
    }
    const found = readPasted(text);
    if (!found.dev_eui) return null;
    const { dev_eui, ...keys } = found;
    const name = values.name === "" ? (code?.serial ?? readName(text)) : null;
    setError(null);
    draft.set({ eui: dev_eui, source: "LoRaWAN", type: "NORMAL", ...(name ? { name } : {}) });
    setRadio(keys);
    const kept = Object.keys(keys).filter((field) => field !== "join_mode");
    const filled = ["eui", ...(name ? ["name"] : [])].join(", ");
    setRecognised(
      kept.length > 0
        ? t("add.recognisedKeys", { fields: filled, keys: kept.join(", ") })
        : t("add.recognised", { fields: filled }),
    );
    return { eui: dev_eui, name: name ?? values.name };
  }

  function send(given: Scanned = values): void {
    const body: NewDevice = {
      eui: given.eui,
      name: given.name.trim(),
      device_type: values.type,
      ...(values.type === "VIRTUAL" ? {} : { data_from: values.source }),
      ...(template ? { template: template.id } : {}),
      ...(values.models ? { thing_model: values.models } : {}),
      ...(values.tags ? { tags: values.tags } : {}),
    };
    create.mutate(body, {
      onSuccess() {
        const name = body.name || body.eui;
        toastDone(
          template
            ? t("add.createdFrom", { name, template: template.name })
            : t("add.created", { name }),
        );
        if (values.template !== undefined) remember({ lastTemplate: values.template ?? "" });
        setAdded((now) => now + 1);
        setRadio({});
        setRecognised(null);
        if (!another) {
          draft.reset();
          return onCreated(body.eui, binds && values.type === "VIRTUAL");
        }
        setStep("form");
        draft.set({ eui: "", name: "" });
        focusEui();
      },
      onError(failure) {
        setStep("form");
        const problem = toProblem(failure);
        if (problem.field === "eui") {
          setError(problem.detail);
          focusEui();
        } else toastFailed(t("add.createFailed"), failure);
      },
    });
  }

  function submit(): void {
    const scanned = looksLikeCode(values.eui) ? take(values.eui) : values;
    // What stands in the way was said.
    if (scanned === null && readDeviceCode(values.eui)) return;
    const device = scanned ?? values;
    const eui = device.eui;
    const problem = euiProblem(eui, lorawan);
    if (problem !== null) {
      setError(
        problem === "empty"
          ? t("errors.required")
          : problem === "hex16"
            ? t("errors.hexLength", { wanted: 16, found: eui.length })
            : t("errors.euiWord"),
      );
      return focusEui();
    }
    if (taken) return focusEui();
    if (!lorawan) return send(device);
    // A scanner ends with Enter before typing has settled: ask for what is in the field now.
    client.fetchQuery(euiCheck(eui, checkedFrom)).then(
      ({ state, profile }) => {
        if (state !== "free") focusEui();
        else if (profile === "missing" && !(another && alwaysLater)) setStep("prompt");
        else send(device);
      },
      (failure: unknown) => toastFailed(t("add.createFailed"), failure),
    );
  }

  if (step === "profile") {
    return (
      <ProfileCreator
        regions={regions.data}
        devEui={values.eui}
        given={radio}
        verb={t("add.profileVerb")}
        guarded={false}
        onCancel={() => setStep("prompt")}
        onSaved={() => send()}
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
        <p className={css["lead"]}>{t("add.promptText")}</p>
        <div className={css["choices"]}>
          <div>
            <Button type="primary" autoFocus onClick={() => setStep("profile")}>
              {t("add.now")}
            </Button>
            <span className="hint">{t("add.nowHelp")}</span>
          </div>
          <div>
            <Button loading={create.isPending} onClick={() => send()}>
              {t("add.later")}
            </Button>
            <span className="hint">{t("add.laterHelp")}</span>
          </div>
          {another && (
            <Checkbox
              checked={alwaysLater}
              onChange={(event) => setAlwaysLater(event.target.checked)}
            >
              {t("add.alwaysLater")}
            </Checkbox>
          )}
        </div>
      </Modal>
    );
  }

  return (
    <Modal
      open
      width={520}
      title={t("add.title")}
      mask={{ closable: false }}
      onCancel={close}
      afterOpenChange={(open) => {
        if (open && eui === "") focusEui();
      }}
      footer={
        <div className={css["foot"]}>
          <Checkbox checked={another} onChange={(event) => setAnother(event.target.checked)}>
            {t("add.another")}
          </Checkbox>
          <span className={css["grow"]} />
          <Button onClick={close}>{t("common.cancel")}</Button>
          <WriteButton type="primary" loading={create.isPending} onClick={submit}>
            {t("add.create")}
          </WriteButton>
        </div>
      }
    >
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
          if (take(text) !== null || readDeviceCode(text)) event.preventDefault();
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
            error ?? (taken ? <Taken state={check.data?.state} eui={values.eui} /> : undefined)
          }
          help={another ? t("add.scanHelp") : undefined}
          note={
            recognised ? (
              <span role="status">{recognised}</span>
            ) : wellFormed && check.data?.state === "free" && settled === values.eui ? (
              <StateChip sign="ok" label={t("add.free")} />
            ) : undefined
          }
        >
          {lorawan ? (
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
            checked={binds}
            disabled={another}
            onChange={(event) => setBinds(event.target.checked)}
          >
            {t("add.chooseSources")}
          </Checkbox>
        )}
        <TemplateField
          templates={templates}
          chosen={template}
          onChoose={(id) => {
            setError(null);
            draft.set({ template: id, models: undefined, tags: undefined });
          }}
        />
        <Field label={t("add.models")} api="thing_model" help={t("add.modelsHelp")}>
          <ModelSelect value={models} onChange={(next) => set({ models: next })} />
        </Field>
        <Field label={t("devices.tags")} api="tags">
          <TagField value={tags} onChange={(next) => set({ tags: next })} />
        </Field>
      </form>
    </Modal>
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

type TopicProps = { eui: string };

/** Where such a device publishes, and what. */
export function TopicHint({ eui }: TopicProps) {
  const { t } = useTranslation();
  const tenant = useMe().data?.tenant ?? "default";
  const topic = asTopic(tenant, eui || "<eui>");
  return (
    <div className={css["topic"]}>
      <div>{t("devices.otherText")}</div>
      <div className={css["line"]}>
        <code>{topic}</code>
        <CopyButton text={topic} />
      </div>
      <div className={css["line"]}>
        <span className="hint">{t("devices.sample")}</span>
        <CopyButton text={asSample(eui || "<eui>")} label={t("devices.sample")} />
      </div>
    </div>
  );
}
