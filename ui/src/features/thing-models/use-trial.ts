import { useMutation, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { collect } from "../../api/list";
import { runScript } from "../../api/mutations";
import { paths, useDevice, useTelemetry } from "../../api/queries";
import type {
  JsonObject,
  Message,
  ScriptOutcome,
  TelemetryGroup,
  ThingModelDetail,
} from "../../api/types";
import type { Mark } from "../../components/code/diagnostics";
import { findMessage } from "../network/use-frame-message";
import {
  deviceInput,
  fromHex,
  fromJson,
  messageAround,
  type InputMode,
  type InputProblem,
  type Made,
} from "./test-input";
import type { ModelValues } from "./use-model-draft";

const UPLINKS = 20;
const NO_TELEMETRY: readonly TelemetryGroup[] = [];
const NO_MARKS: readonly Mark[] = [];

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
      collect<Message>(paths.messages, { thing_model: id, direction: "up" }, UPLINKS, signal),
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
  const [ranSource, setRanSource] = useState<string | null>(null);

  const uplinks = useMemo(() => {
    const rest = (recent.data ?? []).filter((message) => message.id !== named.data?.id);
    return named.data ? [named.data, ...rest] : rest;
  }, [named.data, recent.data]);
  const chosen = uplinks.find((message) => message.id === inputs.messageId) ?? uplinks[0];
  const mode = inputs.mode ?? (recent.isSuccess && uplinks.length === 0 ? "hex" : "uplink");

  const eui = chosen?.eui ?? "";
  const device = useDevice(eui);
  const telemetry = useTelemetry(eui);
  const deviceText = useMemo(
    () => JSON.stringify(deviceInput(device.data, telemetry.data?.items ?? NO_TELEMETRY), null, 2),
    [device.data, telemetry.data],
  );

  const run = useMutation({
    mutationFn: (input: JsonObject) =>
      runScript({
        kind: "thing_model",
        source: values.payload_parser,
        payload_parser_type: values.payload_parser_type,
        input,
      }),
  });

  function message(): Made<JsonObject> {
    if (mode === "json") return fromJson(inputs.json, "msg", t("models.input.object"));
    if (mode === "hex") return fromHex(inputs.hex, inputs.port, eui);
    return chosen ? { value: chosen.content } : { problem: { code: "none" } };
  }

  function start(): void {
    const msg = message();
    const made = fromJson(inputs.device ?? deviceText, "device", t("models.input.object"));
    if ("problem" in msg) return setProblem(msg.problem);
    if ("problem" in made) return setProblem(made.problem);
    setProblem(null);
    setRanSource(values.payload_parser);
    run.mutate({
      device: made.value,
      msg: msg.value,
      thingModelId: model.id,
      noticeAttrs: { telemetry_data: true, shared_attrs: false, server_attrs: false },
    });
  }

  const outcome: ScriptOutcome | null = run.data ?? null;
  const marks = useMemo((): readonly Mark[] => {
    const error = outcome?.error;
    if (!error || error.line == null) return NO_MARKS;
    return [{ line: error.line, column: error.column ?? null, message: error.message }];
  }, [outcome]);
  // Values before the message, to show what it changed.
  const stored = telemetry.data?.items.find((group) => group.thing_model_id === model.id);

  return {
    inputs,
    mode,
    set: (change: Partial<Inputs>) => setInputs((now) => ({ ...now, ...change })),
    uplinks,
    waiting: recent.isPending,
    chosen,
    deviceText,
    problem,
    start,
    running: run.isPending,
    failure: run.error,
    outcome,
    marks,
    outdated: outcome !== null && ranSource !== values.payload_parser,
    storedValues: mode === "uplink" ? (stored?.telemetry_data ?? null) : null,
  };
}

export type Trial = ReturnType<typeof useTrial>;
