import { getModel } from "../../api/models";
import type { RpcModel, RpcModelInput } from "../../api/types";
import type { NewModelProps } from "../../components/models/list/ModelsList";
import { NewModelDialog } from "../../components/models/list/NewModelDialog";
import { newScript } from "./script";

/** Name and method of a new RPC model, or of the copy of one. */
export function NewRpcModel({ source, ...rest }: NewModelProps<RpcModel>) {
  return (
    <NewModelDialog
      kind="rpc-models"
      source={source}
      content={async () => (source ? copyOf(source.id) : { rpc_script: newScript })}
      {...rest}
    />
  );
}

async function copyOf(id: string): Promise<RpcModelInput> {
  const { inherit, template, rpc_script, tags, remark } = await getModel("rpc-models", id);
  return { inherit, template, rpc_script, tags, remark };
}
