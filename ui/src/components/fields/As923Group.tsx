import { useTranslation } from "react-i18next";

import { Choice } from "./Choice";
import { Field } from "./Field";

const groups = [1, 2, 3, 4].map((value) => ({ value, label: `AS923-${value}` }));

type Props = {
  /** The API's name. */
  api: string;
  value: number;
  onChange: (group: number) => void;
};

/** The group of countries whose channels are used in AS923. */
export function As923Group({ api, value, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <Field label={t("profiles.as923Group")} api={api}>
      <Choice value={value} options={groups} onChange={onChange} />
    </Field>
  );
}
