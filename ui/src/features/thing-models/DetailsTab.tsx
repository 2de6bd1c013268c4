import { useTranslation } from "react-i18next";

import type { ApplyTo } from "../../api/types";
import { Choice } from "../../components/fields/Choice";
import { Field } from "../../components/fields/Field";
import { DetailFields } from "../../components/models/editor/DetailFields";
import type { ModelDraft } from "./use-model-draft";

const APPLIES: readonly ApplyTo[] = ["ANY", "MASTER_DEVICE", "SUB_DEVICE"];

type Props = { draft: ModelDraft; readOnly: boolean };

/** What the model is called and what it applies to. */
export function DetailsTab({ draft, readOnly }: Props) {
  const { t } = useTranslation();
  const { values } = draft;
  return (
    <DetailFields values={values} set={draft.set} readOnly={readOnly} named="thing-models">
      <Field
        label={t("models.appliesTo")}
        api="apply_to"
        help={t(`models.applyHelp.${values.apply_to}`)}
      >
        <Choice<ApplyTo>
          value={values.apply_to}
          disabled={readOnly}
          onChange={(apply_to) => draft.set({ apply_to })}
          options={APPLIES.map((value) => ({ value, label: t(`models.apply.${value}`) }))}
        />
      </Field>
    </DetailFields>
  );
}
