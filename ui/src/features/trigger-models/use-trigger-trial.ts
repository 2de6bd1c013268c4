import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { getHistory } from "../../api/queries";
import type { JsonObject } from "../../api/types";
import type { RunBase } from "../../components/models/cases/cases";
import { objectFrom, type JsonProblem } from "../../components/models/trial/script-input";
import { useDeviceText } from "../../components/models/trial/use-device-text";
import { useScriptRun } from "../../components/models/trial/use-script-run";

const RECORDED = 50;

/** What the device had stored after its last uplinks, newest first. */
function useRecorded(eui: string, thingModel: string) {
  return useQuery({
    queryKey: ["history", eui, { thingModel, recorded: RECORDED }] as const,
    queryFn: ({ signal }) =>
      getHistory(eui, { thing_model: thingModel, limit: RECORDED, order: "desc" }, signal),
    enabled: eui !== "" && thingModel !== "",
    select: (page) => page.items,
  });
}

/** Device state, thing model, run and outcome of a trigger's test; kept while the tabs change. */
export function useTriggerTrial(source: string) {
  const { t } = useTranslation();
  const [eui, setEui] = useState("");
  const [chosenModel, setChosenModel] = useState<string | null>(null);
  /** When the values were recorded; null: as the device is now. */
  const [recordedAt, setRecordedAt] = useState<string | null>(null);
  const [edited, setEdited] = useState<string | null>(null);
  const [problem, setProblem] = useState<JsonProblem<"device"> | null>(null);
  const device = useDeviceText(eui);
  const models = device.device?.thing_model ?? [];
  const thingModel = chosenModel ?? models[0]?.id ?? "";
  const recorded = useRecorded(eui, thingModel);
  const past = recorded.data?.find((point) => point.at === recordedAt);
  const text = past ? withValues(device.text, thingModel, past.telemetry_data) : device.text;
  const run = useScriptRun(source);
  const base: RunBase = { kind: "trigger", source };

  function start(): void {
    const made = objectFrom(edited ?? text, "device", t("models.input.object"));
    if ("problem" in made) return setProblem(made.problem);
    setProblem(null);
    run.start({ ...base, input: { device: made.value, thingModelId: thingModel } });
  }

  return {
    base,
    eui,
    choose(next: string) {
      setEui(next);
      setChosenModel(null);
      setRecordedAt(null);
      setEdited(null);
    },
    models,
    thingModel,
    chooseModel(id: string) {
      setChosenModel(id);
      setRecordedAt(null);
      setEdited(null);
    },
    recorded: recorded.data ?? [],
    recordedAt,
    chooseRecorded(time: string | null) {
      setRecordedAt(time);
      setEdited(null);
    },
    text,
    edited,
    setEdited,
    problem,
    start,
    run,
  };
}

/** The device with recorded values in place of the latest ones of one thing model. */
function withValues(text: string, thingModel: string, values: JsonObject): string {
  const device = JSON.parse(text) as JsonObject;
  const latest = device["telemetry_data"] as JsonObject;
  return JSON.stringify(
    { ...device, telemetry_data: { ...latest, [thingModel]: values } },
    null,
    2,
  );
}

export type TriggerTrial = ReturnType<typeof useTriggerTrial>;
