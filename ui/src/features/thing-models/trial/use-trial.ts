import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { collect } from "../../../api/list";
import { paths } from "../../../api/queries";
import type { JsonObject, Message, ThingModelDetail } from "../../../api/types";
import type { RunBase } from "../../../components/models/cases/cases";
import { objectFrom } from "../../../components/models/trial/script-input";
import { useDeviceText } from "../../../components/models/trial/use-device-text";
import { useScriptRun } from "../../../components/models/trial/use-script-run";
import { findMessage } from "../../../components/frames/find-message";
import { fromHex, messageAround, type InputMode, type InputProblem, type Made } from "./test-input";
import type { ModelValues } from "../use-model-draft";

const UPLINKS = 20;

type Inputs = {
  /** Null: real uplinks where there are any, else hex. */
  mode: InputMode | null;
  messageId: string | null;
  port: number;
  hex: string;
  json: string;
  /** Null: as the device is now. */
  device: string | null;
};

/** The message that the address names: "Use as test input" of network data. */
function useNamedMessage() {
  const [params] = useSearchParams();
  const eui = params.get("eui");
  const time = params.get("at");
  const fCnt = params.get("f_cnt");
  return useQuery({
    queryKey: ["messages", "named", eui, time, fCnt] as const,
    queryFn: ({ signal }) =>
      findMessage(eui ?? "", time ?? "", fCnt === null ? null : Number(fCnt), signal),
    enabled: eui !== null && time !== null,
    staleTime: Infinity,
  });
}

function useUplinks(id: string) {
  return useQuery({
    queryKey: ["messages", "of-model", id] as const,
    queryFn: ({ signal }) =>
      collect<Message>(
        paths.messages,
        { thing_model: id, direction: "up", kind: "data" },
        UPLINKS,
        signal,
      ),
  });
}

/** Input, run and outcome of a script's test; kept while the tabs of the model change. */
export function useTrial(model: ThingModelDetail, values: ModelValues) {
  const { t } = useTranslation();
  const named = useNamedMessage();
  const recent = useUplinks(model.id);
  const [inputs, setInputs] = useState<Inputs>({
    mode: null,
    messageId: null,
    port: 11,
    hex: "",
    json: JSON.stringify(messageAround(11, "", "70b3d57ed0000000"), null, 2),
    device: null,
  });
  const [problem, setProblem] = useState<InputProblem | null>(null);

  const uplinks = useMemo(() => {
    const rest = (recent.data ?? []).filter((message) => message.id !== named.data?.id);
    return named.data ? [named.data, ...rest] : rest;
  }, [named.data, recent.data]);
  const chosen = uplinks.find((message) => message.id === inputs.messageId) ?? uplinks[0];
  const mode = inputs.mode ?? (recent.isSuccess && uplinks.length === 0 ? "hex" : "uplink");

  const eui = chosen?.eui ?? "";
  const device = useDeviceText(eui);
  const run = useScriptRun(values.payload_parser);
  const base: RunBase = {
    kind: "thing_model",
    source: values.payload_parser,
    payload_parser_type: values.payload_parser_type,
  };

  function message(): Made<JsonObject> {
    if (mode === "json") return objectFrom(inputs.json, "msg", t("models.input.object"));
    if (mode === "hex") return fromHex(inputs.hex, inputs.port, eui);
    return chosen ? { value: chosen.content } : { problem: { code: "none" } };
  }

  function start(): void {
    const msg = message();
    const made = objectFrom(inputs.device ?? device.text, "device", t("models.input.object"));
    if ("problem" in msg) return setProblem(msg.problem);
    if ("problem" in made) return setProblem(made.problem);
    setProblem(null);
    run.start({
      ...base,
      input: {
        device: made.value,
        msg: msg.value,
        thingModelId: model.id,
        noticeAttrs: { telemetry_data: true, shared_attrs: false, server_attrs: false },
      },
    });
  }

  // Values before the message, to show what it changed.
  const stored = device.telemetry.find((group) => group.thing_model_id === model.id);

  return {
    inputs,
    mode,
    set: (change: Partial<Inputs>) => setInputs((now) => ({ ...now, ...change })),
    uplinks,
    waiting: recent.isPending,
    chosen,
    eui,
    base,
    deviceText: device.text,
    problem,
    start,
    run,
    storedValues: mode === "uplink" ? (stored?.telemetry_data ?? null) : null,
  };
}

export type Trial = ReturnType<typeof useTrial>;
