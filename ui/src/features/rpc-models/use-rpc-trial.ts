import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Json } from "../../api/types";
import type { RunBase } from "../../components/models/cases/cases";
import { objectFrom, type JsonProblem } from "../../components/models/trial/script-input";
import { useDeviceText } from "../../components/models/trial/use-device-text";
import { useScriptRun } from "../../components/models/trial/use-script-run";
import { paramsOf, type Parameter } from "../../components/rpc/parameters";

/** Device, parameter values, run and outcome of an RPC's test; kept while the tabs change. */
export function useRpcTrial(source: string, parameters: readonly Parameter[]) {
  const { t } = useTranslation();
  const [eui, setEui] = useState("");
  const [edited, setEdited] = useState<string | null>(null);
  const [typed, setTyped] = useState<Record<string, Json | undefined>>({});
  const [problem, setProblem] = useState<JsonProblem<"device"> | null>(null);
  const device = useDeviceText(eui);
  const run = useScriptRun(source);
  const base: RunBase = { kind: "rpc", source };

  function start(): void {
    const made = objectFrom(edited ?? device.text, "device", t("models.input.object"));
    if ("problem" in made) return setProblem(made.problem);
    setProblem(null);
    run.start({
      ...base,
      input: {
        device: made.value,
        params: paramsOf(parameters, device.device, typed),
        alarms: {},
      },
    });
  }

  return {
    eui,
    choose(next: string) {
      setEui(next);
      setEdited(null);
    },
    base,
    device: device.device,
    text: device.text,
    edited,
    setEdited,
    parameters,
    typed,
    setTyped,
    problem,
    start,
    run,
  };
}

export type RpcTrial = ReturnType<typeof useRpcTrial>;
