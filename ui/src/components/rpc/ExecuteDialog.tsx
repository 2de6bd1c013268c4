import { Button, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { blocking } from "../../api/blocking";
import { useOneTimeRpcOutlook } from "../../api/bulk";
import { toProblem } from "../../api/problem";
import { useDevice } from "../../api/queries";
import { useCallRpc, useRpcRun } from "../../api/rpc";
import { ErrorPanel } from "../states/ErrorPanel";
import type { CallableRpcModel, Json, JsonObject } from "../../api/types";
import { useDebounced } from "../../lib/use-debounced";
import { useFollowRuns } from "./use-follow-runs";
import { toastFailed } from "../messages/toast";
import { useAskToClose } from "../page/use-ask-to-close";
import { allowed } from "../actions/allowed";
import { WriteButton } from "../actions/WriteButton";
import { fieldWords } from "../states/problem-words";
import { FirstField } from "../fields/FirstField";
import { holdsProblem } from "../fields/use-problem";
import { labelled } from "../values/phrases";
import { ParameterFields } from "./ParameterFields";
import { areWellFormed, paramsOf, parametersOf } from "./parameters";
import { PreviewSteps } from "./PreviewSteps";
import { RunView } from "./RunView";
import css from "./Rpc.module.css";

type Props = {
  eui: string;
  model: CallableRpcModel;
  /** What to begin with instead of what the device has. */
  initial?: Record<string, Json>;
  onClose: () => void;
};

/** Asks for the parameters of a command, calls it, and shows what becomes of it. */
export function ExecuteDialog({ eui, model, initial = {}, onClose }: Props) {
  const { t } = useTranslation();
  const record = useDevice(eui);
  const device = record.data;
  const missing = blocking(record);
  const [typed, setTyped] = useState<Record<string, Json | undefined>>(initial);
  const [checked, setChecked] = useState(false);
  const [problems, setProblems] = useState<string[]>([]);
  const call = useCallRpc();
  const started = call.data;
  const parameters = parametersOf(model.template);
  const touched = started === undefined && JSON.stringify(typed) !== JSON.stringify(initial);
  const close = useAskToClose(touched, onClose);

  function submit(): void {
    if (!allowed() || holdsProblem()) return;
    if (started !== undefined || call.isPending || device === undefined) return;
    setProblems([]);
    const params = paramsOf(parameters, device, typed);
    setChecked(true);
    if (!areWellFormed(parameters, params)) return;
    call.mutate(
      { eui, method: model.id, params },
      {
        onError(error) {
          const found = fieldWords(t, toProblem(error));
          setProblems(
            found.map(({ field, detail }) => labelled(t, field.replace("params.", ""), detail)),
          );
          if (found.length === 0) toastFailed(t("rpc.execute.failed"), error);
        },
      },
    );
  }

  return (
    <Modal
      open
      width={560}
      title={t("rpc.execute.title", { name: model.name, device: device?.name || eui })}
      mask={{ closable: false }}
      onCancel={close}
      footer={
        started === undefined ? (
          <>
            <Button onClick={close}>{t("common.cancel")}</Button>
            <WriteButton
              type="primary"
              loading={call.isPending}
              disabled={device === undefined}
              onClick={submit}
            >
              {t("rpc.execute.verb")}
            </WriteButton>
          </>
        ) : (
          <Button type="primary" onClick={onClose}>
            {t("common.close")}
          </Button>
        )
      }
    >
      {started === undefined ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
          }}
        >
          {model.remark !== "" && <p className="hint">{model.remark}</p>}
          {missing ? (
            <ErrorPanel error={missing} onRetry={() => void record.refetch()} />
          ) : (
            device && (
              <>
                <FirstField>
                  <ParameterFields
                    parameters={parameters}
                    device={device}
                    typed={typed}
                    onChange={setTyped}
                    checked={checked}
                  />
                </FirstField>
                <StepPreview
                  eui={eui}
                  rpc={model.id}
                  params={paramsOf(parameters, device, typed)}
                />
              </>
            )
          )}
          {problems.length > 0 && (
            <ul className={css["problems"]} role="alert">
              {problems.map((problem) => (
                <li key={problem}>{problem}</li>
              ))}
            </ul>
          )}
        </form>
      ) : (
        <Followed id={started.id} eui={eui} />
      )}
    </Modal>
  );
}

type StepPreviewProps = { eui: string; rpc: string; params: JsonObject };

/** What the command would do with these parameters; the script runs only while it is looked at. */
function StepPreview({ eui, rpc, params }: StepPreviewProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const settled = JSON.parse(useDebounced(JSON.stringify(params))) as JsonObject;
  const outlook = useOneTimeRpcOutlook({ euis: [eui] }, open ? rpc : undefined, settled);
  const preview = outlook.data?.preview;
  return (
    <details className={css["preview"]} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("rpc.execute.preview")}</summary>
      {outlook.error && <ErrorPanel error={outlook.error} onRetry={() => void outlook.refetch()} />}
      {!outlook.error && preview && <PreviewSteps preview={preview} />}
      {!outlook.error && outlook.data && !preview && (
        <p className="hint">{t("rpc.execute.noPreview")}</p>
      )}
    </details>
  );
}

type FollowedProps = { id: string; eui: string };

function Followed({ id, eui }: FollowedProps) {
  useFollowRuns(eui);
  const run = useRpcRun(id);
  const error = blocking(run);
  if (error) return <ErrorPanel error={error} onRetry={() => void run.refetch()} />;
  return run.data ? <RunView run={run.data} /> : null;
}
