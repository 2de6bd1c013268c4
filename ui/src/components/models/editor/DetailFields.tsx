import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Field, FormSection, Wide } from "../../fields/Field";
import { PlainInput } from "../../fields/PlainInput";
import { TagField } from "../../fields/TagField";
import { idNameHelp, idNameLength, type NamedKind } from "../kinds";
import { NOTHING } from "../../../lib/units";
import css from "../Models.module.css";
import { listOf } from "../../values/phrases";

type Common = { name: string; id_name?: string; tags: string[]; remark: string };

type Props = {
  values: Common;
  set: (change: Partial<Common>) => void;
  readOnly: boolean;
  /** Which kind has a text id; absent where it has none. */
  named?: NamedKind;
  /** What the kind has beside names, tags and remark. */
  children?: ReactNode;
};

/** What a model is called, and the few choices that are not script. */
export function DetailFields({ values, set, readOnly, named, children }: Props) {
  const { t } = useTranslation();
  return (
    <div className={css["details"]}>
      <FormSection title={t("models.tabs.details")}>
        <Field
          label={t("models.name")}
          api="name"
          required
          error={values.name.trim() === "" ? t("errors.required") : undefined}
        >
          <PlainInput value={values.name} readOnly={readOnly} onChange={(name) => set({ name })} />
        </Field>
        {named && (
          <Field
            label={t(`models.kind.${named}.idName`)}
            api="id_name"
            required
            help={t(idNameHelp[named])}
          >
            <PlainInput
              value={values.id_name ?? ""}
              readOnly={readOnly}
              maxLength={idNameLength[named]}
              onChange={(text) => set({ id_name: text.trim() })}
            />
          </Field>
        )}
        {children}
        <Field label={t("common.tags")} api="tags">
          {readOnly ? (
            <PlainInput
              value={listOf(t, values.tags) || NOTHING}
              readOnly
              onChange={() => undefined}
            />
          ) : (
            <TagField value={values.tags} onChange={(tags) => set({ tags })} />
          )}
        </Field>
        <Wide>
          <Field label={t("common.remark")} api="remark">
            <PlainInput
              value={values.remark}
              readOnly={readOnly}
              onChange={(remark) => set({ remark })}
            />
          </Field>
        </Wide>
      </FormSection>
    </div>
  );
}
