import { ModelPage } from "../../components/models/editor/ModelPage";
import { ModelsList } from "../../components/models/list/ModelsList";
import { rpcColumns } from "./columns";
import { NewRpcModel } from "./NewRpcModel";
import { RpcModelEditor } from "./RpcModelEditor";

/** The list of RPC models, or the editor of one. */
export function RpcModelsPage() {
  return (
    <ModelPage
      kind="rpc-models"
      list={
        <ModelsList
          kind="rpc-models"
          columns={rpcColumns}
          dialog={(props) => <NewRpcModel {...props} />}
        />
      }
      editor={(model) => <RpcModelEditor model={model} />}
    />
  );
}
