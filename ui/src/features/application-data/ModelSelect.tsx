import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import type { ThingModel } from "../../api/types";
import { at } from "../../state/routes-at";
import { fold } from "../../lib/text";

/** In place of a model's id: the values of all models. */
export const ALL = "all";

type Props = { value: string; models: readonly ThingModel[] };

/** Whose values are shown; models in use come first. */
export function ModelSelect({ value, models }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Select
      aria-label={t("data.model")}
      value={value}
      style={{ minWidth: 240 }}
      showSearch={{
        filterOption: (typed, option) => fold(String(option?.label ?? "")).includes(fold(typed)),
      }}
      onChange={(id: string) => void navigate(`${at.applicationData}/${id}`)}
      options={[
        { value: ALL, label: t("data.allModels") },
        ...models
          .toSorted((first, second) => Number(second.used_by > 0) - Number(first.used_by > 0))
          .map((one) => ({
            value: one.id,
            label: t("data.modelDevices", { name: one.name, count: one.used_by }),
          })),
      ]}
    />
  );
}
