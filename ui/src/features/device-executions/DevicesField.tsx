import { Button, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useList } from "../../api/list";
import { paths } from "../../api/queries";
import type { Device } from "../../api/types";
import { EuiText } from "../../components/values/EuiText";
import { useFieldIds } from "../../components/fields/Field";
import { useProblem } from "../../components/fields/use-problem";
import { useReadOnlyForm } from "../../components/fields/read-only";
import { count } from "../../lib/units";
import { AddByFilter } from "./AddByFilter";
import { euisIn } from "./execution-values";
import css from "./Executions.module.css";

/** So many are shown; the others are counted. */
const SHOWN = 100;

type Props = { value: string[]; onChange: (euis: string[]) => void };

/** The devices of an execution. */
export function DevicesField({ value, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const readOnly = useReadOnlyForm();
  return (
    <div className={css["devices"]}>
      {!readOnly && <Adding value={value} onChange={onChange} />}
      <div className={css["line"]}>
        <b>
          {t("deviceExecutions.devicesCount", { count: value.length })}
          {value.length >= 10_000 && ` (${count(value.length, i18n.language)})`}
        </b>
        <span className={css["grow"]} />
        {value.length > 0 && !readOnly && (
          <Button size="small" onClick={() => onChange([])}>
            {t("deviceExecutions.clearAll")}
          </Button>
        )}
      </div>
      {value.length > 0 && (
        <ul className={css["euis"]} data-testid="execution-devices">
          {value.slice(0, SHOWN).map((eui) => (
            <li key={eui}>
              <EuiText value={eui} />
              {!readOnly && (
                <button
                  type="button"
                  className="linklike"
                  aria-label={t("deviceExecutions.removeDevice", { eui })}
                  onClick={() => onChange(value.filter((one) => one !== eui))}
                >
                  ×
                </button>
              )}
            </li>
          ))}
          {value.length > SHOWN && (
            <li className="hint">{t("common.andMore", { count: value.length - SHOWN })}</li>
          )}
        </ul>
      )}
    </div>
  );
}

/** Devices are searched for one by one, taken by a filter, or pasted as a list. */
function Adding({ value, onChange }: Props) {
  const { t } = useTranslation();
  const { id, describedBy } = useFieldIds();
  const [text, setText] = useState("");
  const [typed, setTyped] = useState("");
  const [filtering, setFiltering] = useState(false);
  const found = useList<Device>("devices", paths.devices, { q: typed || undefined, sort: "name" });
  const known = new Set(value);
  const add = (euis: readonly string[]) =>
    onChange([...value, ...euis.filter((eui) => !known.has(eui))]);
  const pasted = euisIn(text);
  const fresh = pasted.filter((eui) => !known.has(eui)).length;
  const problem = fresh > 0 ? t("deviceExecutions.notAdded", { count: fresh }) : null;
  const area = useProblem(problem, () => setText(""));
  function paste(): void {
    add(pasted);
    setText("");
  }
  return (
    <>
      <div className={css["line"]}>
        <Select<string | null>
          id={id}
          value={null}
          placeholder={t("deviceExecutions.searchDevice")}
          aria-describedby={describedBy}
          showSearch={{ filterOption: false, onSearch: setTyped }}
          loading={found.isFetching}
          options={found.rows
            .filter(({ eui }) => !known.has(eui))
            .slice(0, SHOWN)
            .map(({ eui, name }) => ({ value: eui, label: name ? `${name} · ${eui}` : eui }))}
          onChange={(eui) => {
            if (eui) add([eui]);
          }}
          style={{ flex: 1 }}
        />
        <Button onClick={() => setFiltering(true)}>{t("deviceExecutions.addByFilter")}</Button>
        {filtering && <AddByFilter onAdd={add} onClose={() => setFiltering(false)} />}
      </div>
      <div className={css["line"]}>
        <Input.TextArea
          ref={(field) => {
            area.current = field?.resizableTextArea?.textArea ?? null;
          }}
          value={text}
          aria-invalid={fresh > 0}
          aria-describedby={describedBy}
          autoSize={{ minRows: 1, maxRows: 4 }}
          className="mono"
          aria-label={t("deviceExecutions.paste")}
          placeholder={t("deviceExecutions.paste")}
          onChange={(event) => setText(event.target.value)}
        />
        <Button disabled={pasted.length === 0} onClick={paste}>
          {t("deviceExecutions.addPasted", { count: fresh })}
        </Button>
      </div>
    </>
  );
}
