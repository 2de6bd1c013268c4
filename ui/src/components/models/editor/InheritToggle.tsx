import { useTranslation } from "react-i18next";

import { Toggle } from "../../fields/Toggle";

type Props = { value: boolean; readOnly: boolean; onChange: (inherit: boolean) => void };

/** Whether sub-devices may use what their parent has mounted. */
export function InheritToggle({ value, readOnly, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <Toggle
      label={t("models.inherit")}
      api="inherit"
      help={t("models.inheritHelp")}
      value={value}
      disabled={readOnly}
      onChange={onChange}
    />
  );
}
