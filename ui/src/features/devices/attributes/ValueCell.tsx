import { CheckOutlined, EditOutlined, UndoOutlined } from "@ant-design/icons";
import { Select, Switch } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { usePutAttribute } from "../../../api/attributes";
import { useMay } from "../../../api/queries";
import type { Attribute, AttributeSide, Json } from "../../../api/types";
import { useWriteBlock } from "../../../state/live/connection";
import { allowed } from "../../../components/actions/allowed";
import { FieldContext, useFieldIds } from "../../../components/fields/Field";
import { textOf, TypedValue } from "../../../components/fields/TypedValue";
import { dropProblems, holdsProblem } from "../../../components/fields/use-problem";
import { StateChip } from "../../../components/values/StateChip";
import { toastFailed } from "../../../components/messages/toast";
import { WriteButton } from "../../../components/actions/WriteButton";
import { isComposing } from "../../../lib/ime";
import css from "./Attributes.module.css";
import { optionLabel } from "./words";

type Props = {
  eui: string;
  side: AttributeSide;
  attribute: Attribute;
  /** Opens the dialog, for values that need room. */
  onEdit: () => void;
};

/** The value where it stands: Enter saves, Esc takes back; switches and choices act at once. */
export function ValueCell({ eui, side, attribute, onEdit }: Props) {
  const { t } = useTranslation();
  const blocked = useWriteBlock() !== null;
  const mayEdit = useMay("write");
  const set = usePutAttribute();
  // Nothing typed: the stored value shows, also when a script changes it.
  const [draft, setDraft] = useState<{ value: Json | undefined } | null>(null);
  // What stands in the cell and is no value: the row can be taken back, too.
  const [problem, tell] = useState<string | null>(null);
  const field = { ...useFieldIds(), tell };
  const cell = useRef<HTMLSpanElement>(null);
  const { key, options, type, unit, value } = attribute;
  const label = t("attributes.valueOf", { key });

  function save(next: Json): void {
    if (!allowed()) return;
    set.mutate(
      { eui, side, key, value: next },
      {
        onSuccess: () => setDraft(null),
        onError: (error) => toastFailed(t("attributes.notSaved", { key }), error),
      },
    );
  }

  if (attribute.read_only) return <Plain value={value} />;
  if (options.length > 0) {
    return (
      <Select
        size="small"
        className={css["choice"] ?? ""}
        disabled={blocked}
        loading={set.isPending}
        value={JSON.stringify(value)}
        aria-label={label}
        options={options.map((option) => ({
          value: JSON.stringify(option.value),
          label: optionLabel(option),
        }))}
        onChange={(chosen) => save(JSON.parse(chosen))}
      />
    );
  }
  if (type === "boolean") {
    return (
      <Switch
        size="small"
        disabled={blocked}
        loading={set.isPending}
        checked={value === true}
        aria-label={label}
        onChange={save}
      />
    );
  }
  if (type === "object") {
    return (
      <span className={css["editing"]}>
        <Plain value={value} />
        <WriteButton
          type="text"
          size="small"
          aria-label={t("attributes.editValue", { key })}
          icon={<EditOutlined />}
          onClick={onEdit}
        />
      </span>
    );
  }
  const unitText = unit !== "" && <span className="hint">{unit}</span>;
  if (!mayEdit) {
    return (
      <>
        <Plain value={value} /> {unitText}
      </>
    );
  }
  const dirty = problem !== null || (draft !== null && draft.value !== value);
  const saveTyped = () => {
    if (cell.current && !holdsProblem(cell.current)) save(draft?.value ?? null);
  };
  const revert = () => {
    if (cell.current) dropProblems(cell.current);
    setDraft(null);
  };
  return (
    <span
      ref={cell}
      className={css["editing"]}
      onKeyDown={(event) => {
        if (isComposing(event.nativeEvent) || !dirty) return;
        if (event.key === "Enter") saveTyped();
        else if (event.key === "Escape") revert();
        else return;
        // Esc would close the panel.
        event.preventDefault();
      }}
    >
      <span className={css["input"]}>
        <FieldContext value={field}>
          <TypedValue
            type={type ?? "string"}
            value={draft === null ? value : draft.value}
            label={label}
            onChange={(next) => setDraft({ value: next })}
          />
        </FieldContext>
      </span>
      {unitText}
      {/* What became of a shared one is the business of the column beside it. */}
      {side === "server" && set.isSuccess && !dirty && (
        <span role="status">
          <StateChip sign="ok" label={t("attributes.savedNow")} />
        </span>
      )}
      {dirty && (
        <>
          <WriteButton
            type="text"
            size="small"
            loading={set.isPending}
            aria-label={t("attributes.save", { key })}
            icon={<CheckOutlined />}
            onClick={saveTyped}
          />
          <WriteButton
            type="text"
            size="small"
            aria-label={t("attributes.revert", { key })}
            icon={<UndoOutlined />}
            onClick={revert}
          />
        </>
      )}
    </span>
  );
}

function Plain({ value }: { value: Json }) {
  const text = textOf(value);
  return (
    <code className={css["json"]} title={text}>
      {text || "—"}
    </code>
  );
}
