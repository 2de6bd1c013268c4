import { Select } from "antd";
import { useTranslation } from "react-i18next";

import { useRpcChoice } from "../../api/tasks";
import type { RpcModel } from "../../api/types";
import { fold } from "../../lib/text";
import { ErrorPanel } from "../states/ErrorPanel";
import { chosenLabel } from "../fields/chosen-label";
import { useFieldIds } from "../fields/Field";

type Props = {
  value: string | undefined;
  onChange: (model: RpcModel) => void;
  /** How many of the devices in question mount which; all devices of the tenant count otherwise. */
  mounted?: readonly { id: string; devices: number }[];
};

/** RPC models, those that most devices have first. */
export function RpcSelect({ value, onChange, mounted }: Props) {
  const { t } = useTranslation();
  const { id, describedBy } = useFieldIds();
  const models = useRpcChoice();
  const uses = (model: RpcModel) =>
    mounted ? (mounted.find(({ id }) => id === model.id)?.devices ?? 0) : model.used_by;
  const rows = [...(models.data ?? [])].sort((first, second) => uses(second) - uses(first));
  if (models.error && !models.data) {
    return <ErrorPanel error={models.error} onRetry={() => void models.refetch()} />;
  }
  return (
    <Select<string>
      id={id}
      {...(value === undefined ? {} : { value })}
      loading={models.isPending}
      labelRender={chosenLabel(models.isPending)}
      aria-describedby={describedBy}
      showSearch={{
        filterOption: (typed, option) =>
          fold(String(option?.["search"] ?? "")).includes(fold(typed)),
      }}
      options={rows.map((model) => ({
        value: model.id,
        label: `${model.name} (${model.id_name})`,
        search: `${model.name} ${model.id_name}`,
      }))}
      notFoundContent={t("rpcCall.noRpc")}
      onChange={(chosen) => {
        const model = rows.find((row) => row.id === chosen);
        if (model) onChange(model);
      }}
      style={{ width: "100%" }}
    />
  );
}
