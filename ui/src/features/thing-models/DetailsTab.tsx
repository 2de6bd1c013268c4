import { useTranslation } from "react-i18next";

import type { ApplyTo } from "../../api/types";
import { Choice } from "../../components/fields/Choice";
import { Field, FormSection, Wide } from "../../components/fields/Field";
import { PlainInput } from "../../components/fields/PlainInput";
import { TagField } from "../../components/fields/TagField";
import css from "./ThingModels.module.css";
import type { ModelDraft } from "./use-model-draft";

const APPLIES: readonly ApplyTo[] = ["ANY", "MASTER_DEVICE", "SUB_DEVICE"];

type Props = { draft: ModelDraft; readOnly: boolean };

/** What the model is called and what it applies to. */
export function DetailsTab({ draft, readOnly }: Props) {
  const { t } = useTranslation();
  const { values } = draft;
  return (
    <div className={css["details"]}>
      <FormSection title={t("models.tabs.details")}>
        <Field
          label={t("models.name")}
          api="name"
          required
          error={values.name.trim() === "" ? t("errors.required") : undefined}
        >
          <PlainInput
            value={values.name}
            readOnly={readOnly}
            onChange={(name) => draft.set({ name })}
          />
        </Field>
        <Field label={t("models.idName")} api="id_name" required help={t("models.idNameHelp")}>
          <PlainInput
            value={values.id_name}
            readOnly={readOnly}
            maxLength={32}
            onChange={(text) => draft.set({ id_name: text.trim() })}
          />
        </Field>
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
        {!readOnly && (
          <Field label={t("common.tags")} api="tags">
            <TagField value={values.tags} onChange={(tags) => draft.set({ tags })} />
          </Field>
        )}
        <Wide>
          <Field label={t("common.remark")} api="remark">
            <PlainInput
              value={values.remark}
              readOnly={readOnly}
              onChange={(remark) => draft.set({ remark })}
            />
          </Field>
        </Wide>
      </FormSection>
    </div>
  );
}
