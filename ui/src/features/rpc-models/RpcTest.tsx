import { DeviceTest } from "../../components/models/trial/DeviceTest";
import type { GoTo } from "../../components/models/editor/ScriptPane";
import { ParameterFields } from "../../components/rpc/ParameterFields";
import { StepList } from "../../components/rpc/StepList";
import type { RpcTrial } from "./use-rpc-trial";

type Props = { trial: RpcTrial; onPlace: GoTo };

/** Device and parameters of a test, and the steps that the RPC would take. */
export function RpcTest({ trial, onPlace }: Props) {
  return (
    <DeviceTest
      trial={trial}
      onPlace={onPlace}
      values={(result) => <StepList result={result} withoutDevice={trial.eui === ""} />}
    >
      <ParameterFields
        parameters={trial.parameters}
        device={trial.device}
        typed={trial.typed}
        onChange={trial.setTyped}
      />
    </DeviceTest>
  );
}
