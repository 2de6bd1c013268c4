import { PlusOutlined } from "@ant-design/icons";
import { Input } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useOrgParams, useSetOrgParams } from "../../api/org-params";
import { toProblem } from "../../api/problem";
import type { Json, JsonObject, ValueType } from "../../api/types";
import { EmptyState } from "../../components/states/EmptyState";
import { ErrorPanel } from "../../components/states/ErrorPanel";
import { FormSection, Wide } from "../../components/fields/Field";
import { retyped } from "../../components/fields/retyped";
import { TypedValue } from "../../components/fields/TypedValue";
import { settleSoon, useDraft } from "../../components/fields/use-draft";
import { TypeCell } from "../../components/models/tables/TypeCell";
import { SaveBar } from "../../components/page/SaveBar";
import { toastDone, toastFailed } from "../../components/messages/toast";
import { useLeaveGuard } from "../../components/page/use-leave-guard";
import { WriteButton } from "../../components/actions/WriteButton";
import { VALUE_TYPES } from "../../components/values/value";
import { TableHead } from "../../components/values/TableHead";
import css from "./Settings.module.css";

type Row = { key: string; type: ValueType; value: Json | undefined };

const rowsOf = (params: JsonObject): Row[] =>
  Object.entries(params).map(([key, value]) => ({ key, type: typeOf(value), value }));

function typeOf(value: Json | undefined): ValueType {
  const type = typeof value;
  return VALUE_TYPES.find((one) => one === type) ?? "object";
}

/** What the tenant gives its scripts as `org_params`. */
export function OrgParams() {
  const params = useOrgParams();
  if (params.error) {
    return <ErrorPanel error={params.error} onRetry={() => void params.refetch()} />;
  }
  return params.data ? <Rows stored={params.data} /> : null;
}

type RowsProps = { stored: JsonObject };

function Rows({ stored }: RowsProps) {
  const { t } = useTranslation();
  const values = useMemo(() => ({ rows: rowsOf(stored) }), [stored]);
  const draft = useDraft(values, "org-params");
  const set = useSetOrgParams();
  useLeaveGuard(draft.changes > 0, () => false, draft.reset);
  const { rows } = draft.values;
  const change = (at: number, part: Partial<Row>) =>
    draft.set({ rows: rows.map((row, nth) => (nth === at ? { ...row, ...part } : row)) });
  const problem = problemOf(rows);

  function save(): void {
    if (problem) return toastFailed(t("orgParams.notSaved"), new Error(t(problem)));
    const params = Object.fromEntries(rows.map(({ key, value }) => [key.trim(), value ?? null]));
    const { changed } = draft;
    set.mutate(params, {
      onSuccess() {
        settleSoon(draft, changed);
        toastDone(t("orgParams.saved"));
      },
      onError: (error) => toastFailed(t("orgParams.notSaved"), toProblem(error)),
    });
  }

  return (
    <>
      <FormSection
        title={t("orgParams.title")}
        aside={
          <WriteButton
            icon={<PlusOutlined />}
            onClick={() =>
              draft.set({ rows: [...rows, { key: "", type: "string", value: undefined }] })
            }
          >
            {t("orgParams.add")}
          </WriteButton>
        }
      >
        <Wide>
          <p className="hint">{t("orgParams.help")}</p>
          {rows.length === 0 ? (
            <EmptyState title={t("orgParams.none")} text={t("orgParams.noneText")} />
          ) : (
            <table className={css["table"]} data-testid="org-params">
              <TableHead
                titles={[t("orgParams.key"), t("orgParams.type"), t("orgParams.value")]}
                actions
              />
              <tbody>
                {rows.map((row, at) => (
                  // A row has no other name than its place while its key is typed.
                  <tr key={at}>
                    <td>
                      <Input
                        className="mono"
                        value={row.key}
                        maxLength={64}
                        // A row that was just added.
                        autoFocus={row.key === "" && at === rows.length - 1}
                        aria-label={t("orgParams.key")}
                        onChange={(event) => change(at, { key: event.target.value })}
                      />
                    </td>
                    <td>
                      <TypeCell
                        value={row.type}
                        onChange={(type) => change(at, { type, value: retyped(type, row.value) })}
                      />
                    </td>
                    <td>
                      <TypedValue
                        key={row.type}
                        type={row.type}
                        value={row.value}
                        label={t("orgParams.value")}
                        onChange={(value) => change(at, { value })}
                      />
                    </td>
                    <td>
                      <WriteButton
                        type="link"
                        size="small"
                        aria-label={t("orgParams.removeOf", { key: row.key })}
                        onClick={() => draft.set({ rows: rows.filter((_, nth) => nth !== at) })}
                      >
                        {t("orgParams.remove")}
                      </WriteButton>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          {problem && draft.changes > 0 && (
            <p role="alert" className={css["problem"]}>
              {t(problem)}
            </p>
          )}
        </Wide>
      </FormSection>
      <SaveBar
        changes={draft.changes}
        saving={set.isPending}
        onSave={save}
        onDiscard={draft.reset}
      />
    </>
  );
}

/** Why rows cannot be saved, as a key of the texts. */
function problemOf(rows: readonly Row[]): "orgParams.emptyKey" | "orgParams.sameKey" | null {
  const keys = rows.map(({ key }) => key.trim());
  if (keys.includes("")) return "orgParams.emptyKey";
  return new Set(keys).size < keys.length ? "orgParams.sameKey" : null;
}
