import { useTranslation } from "react-i18next";

import { useCallableRpcs } from "../../../api/rpc";
import type { Attribute } from "../../../api/types";
import { useExecute } from "../../../components/rpc/use-execute";
import { WriteButton } from "../../../components/actions/WriteButton";

type Props = { eui: string; attribute: Attribute };

/** A shortcut for each linked RPC; its dialog begins with the row's value. */
export function LinkedRpcs({ eui, attribute }: Props) {
  const { t } = useTranslation();
  const callable = useCallableRpcs(eui).data ?? [];
  const { execute, calling, dialog } = useExecute();
  const { key, value, rpcs } = attribute;
  return (
    <>
      {rpcs.map((rpc) => {
        const model = callable.find(({ id }) => id === rpc.id);
        return (
          <WriteButton
            key={rpc.id}
            size="small"
            disabled={!model}
            loading={calling === rpc.id}
            title={model ? undefined : t("attributes.notBound")}
            onClick={() =>
              model && execute(eui, model, key in model.template ? { [key]: value } : {})
            }
          >
            {rpc.name}
          </WriteButton>
        );
      })}
      {dialog}
    </>
  );
}
