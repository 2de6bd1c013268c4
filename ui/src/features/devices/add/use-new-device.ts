import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { useCreateDevice, type NewDevice } from "../../../api/mutations";
import { toProblem } from "../../../api/problem";
import { euiCheck } from "../../../api/queries";
import type { DataFrom } from "../../../api/types";
import { useDebounced } from "../../../lib/use-debounced";
import { usePreferences } from "../../../state/preferences";
import { allowed } from "../../../components/actions/allowed";
import { useDraft } from "../../../components/fields/use-draft";
import { holdsProblem } from "../../../components/fields/use-problem";
import { toastDone, toastFailed } from "../../../components/messages/toast";
import { fieldWords } from "../../../components/states/problem-words";
import { listOf } from "../../../components/values/phrases";
import { looksLikeCode, readDeviceCode } from "../../../lib/device-code";
import { euiProblem } from "../../../lib/hex";
import { readName, readPasted, type Pasted } from "../../profiles/pasted";
import { useTemplates } from "./TemplateField";

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

/**
 * What is said of a device that does not exist yet, what is asked on the way, and its making.
 * `onCreated` hears whether an asset's sources shall be chosen next.
 */
export function useNewDevice(eui: string, onCreated: (eui: string, binds: boolean) => void) {
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
  const [error, setError] = useState<string | null>(null);
  const euiInput = useRef<HTMLInputElement | null>(null);
  const create = useCreateDevice();
  const client = useQueryClient();

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
    const filled = listOf(t, ["eui", ...(name ? ["name"] : [])]);
    setRecognised(
      kept.length > 0
        ? t("add.recognisedKeys", { fields: filled, keys: listOf(t, kept) })
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
        const [first] = fieldWords(t, toProblem(failure));
        if (first?.field === "eui") {
          setError(first.detail);
          focusEui();
        } else toastFailed(t("add.createFailed"), failure);
      },
    });
  }

  function submit(): void {
    if (!allowed() || holdsProblem()) return;
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
          : problem === "chars"
            ? t("errors.hexChars")
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

  return {
    draft,
    values,
    set,
    step,
    setStep,
    /** Whether another one follows in the same dialog, and how many were made. */
    another,
    setAnother,
    added,
    /** Whether an asset's sources are chosen next. */
    binds,
    setBinds,
    alwaysLater,
    setAlwaysLater,
    radio,
    recognised,
    error,
    /** What the instance says of the EUI in the field: absent while it is asked. */
    checked: wellFormed && settled === values.eui ? check.data?.state : undefined,
    isTaken: taken,
    isLorawan: lorawan,
    templates,
    template,
    choose(id: string | null) {
      setError(null);
      draft.set({ template: id, models: undefined, tags: undefined });
    },
    models,
    tags,
    euiInput,
    focusEui,
    take,
    send,
    submit,
    creating: create.isPending,
  };
}

export type NewDeviceForm = ReturnType<typeof useNewDevice>;
