import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { RpcModelDetail, RpcModelInput } from "../../api/types";
import { useDraft } from "../../components/fields/use-draft";
import { DetailFields } from "../../components/models/editor/DetailFields";
import { EditorFrame } from "../../components/models/editor/EditorFrame";
import { InheritToggle } from "../../components/models/editor/InheritToggle";
import { useReadOnly } from "../../components/models/use-scope";
import { nameProblems } from "../../components/models/tables/NameCell";
import { TrialPane } from "../../components/models/trial/TrialPane";
import { UnmarkedScript } from "../../components/models/editor/UnmarkedScript";
import { parametersOf, templateOf, type Parameter } from "../../components/rpc/parameters";
import { NewRpcModel } from "./NewRpcModel";
import { ParametersTab } from "./ParametersTab";
import { RpcTest } from "./RpcTest";
import { signature, rpcVocabulary } from "./script";
import { useRpcTrial } from "./use-rpc-trial";

type Values = {
  name: string;
  id_name: string;
  inherit: boolean;
  rpc_script: string;
  tags: string[];
  remark: string;
  parameters: Parameter[];
};

const valuesOf = (model: RpcModelDetail): Values => ({
  name: model.name,
  id_name: model.id_name,
  inherit: model.inherit,
  rpc_script: model.rpc_script,
  tags: model.tags,
  remark: model.remark,
  parameters: parametersOf(model.template),
});

const inputOf = ({ parameters, ...rest }: Partial<Values>): RpcModelInput =>
  parameters ? { ...rest, template: templateOf(parameters) } : rest;

type Props = { model: RpcModelDetail };

/** One RPC model: script and test, parameters, details. */
export function RpcModelEditor({ model }: Props) {
  const { t } = useTranslation();
  const stored = useMemo(() => valuesOf(model), [model]);
  const draft = useDraft<Values>(stored, model.id, { record: `rpc-model/${model.id}` });
  const { values } = draft;
  const trial = useRpcTrial(values.rpc_script, values.parameters);
  const readOnly = useReadOnly(model);
  const names = values.parameters.map((one) => one.name);
  return (
    <EditorFrame
      kind="rpc-models"
      model={model}
      title={values.name}
      idName={values.id_name}
      draft={draft}
      valuesOf={valuesOf}
      inputOf={inputOf}
      fromContent={(content) => valuesOf({ ...model, ...content } as RpcModelDetail)}
      checks={draft.changed.rpc_script === undefined ? null : { base: trial.base }}
      mistake={() => (nameProblems(names, true).size > 0 ? "parameters" : null)}
      unmarked={
        <UnmarkedScript
          script={draft.theirs.rpc_script}
          also={draft.theirs.parameters && t("rpc.parameters")}
        />
      }
      dialog={(props) => <NewRpcModel {...props} />}
      tabs={[
        {
          key: "script",
          label: t("models.tabs.script"),
          content: (
            <TrialPane
              kind="rpc-models"
              model={model}
              source={values.rpc_script}
              onSource={(rpc_script) => draft.set({ rpc_script })}
              readOnly={readOnly}
              signature={signature}
              vocabulary={rpcVocabulary}
              trial={trial}
            >
              {(goTo) => <RpcTest trial={trial} onPlace={goTo} />}
            </TrialPane>
          ),
        },
        {
          key: "parameters",
          label: t("rpc.parameters"),
          badge: <span className="hint">{names.length}</span>,
          content: (
            <ParametersTab
              parameters={values.parameters}
              readOnly={readOnly}
              onChange={(parameters) => draft.set({ parameters })}
            />
          ),
        },
        {
          key: "details",
          label: t("models.tabs.details"),
          content: (
            <DetailFields values={values} set={draft.set} readOnly={readOnly} named="rpc-models">
              <InheritToggle
                value={values.inherit}
                readOnly={readOnly}
                onChange={(inherit) => draft.set({ inherit })}
              />
            </DetailFields>
          ),
        },
      ]}
    />
  );
}
