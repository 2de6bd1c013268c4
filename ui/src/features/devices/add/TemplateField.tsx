import { Select } from "antd";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

import { useList } from "../../../api/list";
import { listPath } from "../../../api/models";
import type { DeviceTemplate, ThingModelRef } from "../../../api/types";
import { usePreferences } from "../../../state/preferences";
import { Field, useFieldIds } from "../../../components/fields/Field";
import { textOf } from "../../../components/fields/TypedValue";
import { ScopeChip } from "../../../components/values/Tags";
import { explained, listOf } from "../../../components/values/phrases";
import { fold } from "../../../lib/text";
import css from "./AddDevice.module.css";

const NONE = "";

/** The templates, and which one a new device starts from unless another is chosen. */
export function useTemplates() {
  const last = usePreferences((all) => all.lastTemplate);
  const { rows } = useList<DeviceTemplate>("device-templates", listPath("device-templates"), {
    sort: "name",
  });
  const builtIn = (one: DeviceTemplate) =>
    one.scope === "PUBLIC" && one.name.toUpperCase() === "DEFAULT";
  const first =
    last === NONE ? undefined : (rows.find((one) => one.id === last) ?? rows.find(builtIn));
  return { templates: rows, first };
}

type Props = {
  templates: readonly DeviceTemplate[];
  chosen: DeviceTemplate | undefined;
  /** Null: none. */
  onChoose: (id: string | null) => void;
};

/** What a new device starts from, with what that brings. */
export function TemplateField({ templates, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  return (
    <Field
      label={t("add.template")}
      api="template"
      help={chosen ? <Preview template={chosen} /> : undefined}
    >
      <Choose templates={templates} chosen={chosen} onChoose={onChoose} />
    </Field>
  );
}

function Choose({ templates, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const { id, describedBy } = useFieldIds();
  return (
    <Select<string>
      id={id}
      value={chosen?.id ?? NONE}
      aria-describedby={describedBy}
      showSearch={{
        filterOption: (typed, option) => fold(String(option?.label ?? "")).includes(fold(typed)),
      }}
      options={[
        { value: NONE, label: t("add.templateNone"), scope: "" },
        ...templates.map((one) => ({ value: one.id, label: one.name, scope: one.scope })),
      ]}
      optionRender={({ data }) => (
        <span className={css["option"]}>
          {data.label}
          {data.scope !== "" && <ScopeChip scope={data.scope} />}
        </span>
      )}
      onChange={(next) => onChoose(next === NONE ? null : next)}
    />
  );
}

type PreviewProps = { template: DeviceTemplate };

const SIDES = ["server_attrs", "shared_attrs"] as const;
const MODELS = ["thing_model", "rpc", "trigger"] as const;

/** How much a template brings; by name, once it is unfolded. */
function Preview({ template }: PreviewProps) {
  const { t } = useTranslation();
  const counts = [
    ...MODELS.map((kind) => ({ kind, count: template[kind].length })),
    ...SIDES.map((kind) => ({ kind, count: Object.keys(template[kind]).length })),
  ].filter(({ count }) => count > 0);
  if (counts.length === 0) return t("add.bringsNothing");
  return (
    <details className={css["preview"]}>
      <summary>
        {counts.map(({ kind, count }) => t(`add.brings.${kind}`, { count })).join(" · ")}
        <span className="linklike">{t("add.preview")}</span>
      </summary>
      <dl>
        {MODELS.filter((kind) => template[kind].length > 0).map((kind) => (
          <div key={kind}>
            <dt>{t(`add.brings.${kind}`, { count: template[kind].length })}</dt>
            <dd>
              {listOf(
                t,
                template[kind].map((model) => nameOf(model, t)),
              )}
            </dd>
          </div>
        ))}
        {SIDES.filter((side) => Object.keys(template[side]).length > 0).map((side) => (
          <div key={side}>
            <dt>{t(`add.brings.${side}`, { count: Object.keys(template[side]).length })}</dt>
            <dd>
              {listOf(
                t,
                Object.entries(template[side]).map(([key, { alias, dftValue, unit }]) =>
                  `${alias || key} ${textOf(dftValue) || "—"} ${unit ?? ""}`.trim(),
                ),
              )}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

const nameOf = ({ name, scope }: ThingModelRef, t: TFunction) =>
  scope === null ? explained(t, name, t("add.missingModel")) : name;
