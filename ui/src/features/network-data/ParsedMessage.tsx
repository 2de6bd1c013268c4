import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { blocking } from "../../api/blocking";
import { keys } from "../../api/keys";
import { useModel } from "../../api/models";
import { getHistory } from "../../api/queries";
import type { JsonObject, Message } from "../../api/types";
import { at } from "../../state/routes-at";
import { ErrorPanel } from "../../components/states/ErrorPanel";
import { Loading } from "../../components/states/Loading";
import { Facts } from "../../components/values/Facts";
import { useSaid } from "../../components/values/said";
import { StateSign } from "../../components/values/StateChip";
import { around } from "../../lib/time";
import { withUnit, NOTHING } from "../../lib/units";
import { shownFields } from "../../components/values/field-names";
import { orderedFields, valueText } from "../../components/values/value";
import css from "./Network.module.css";

type Props = { message: Message };

/** What each thing model made of a message. */
export function ParsedMessage({ message }: Props) {
  const { t } = useTranslation();
  const said = useSaid();
  if (message.parse.length === 0) return <p className="hint">{t("network.noModel")}</p>;
  return message.parse.map((result) => (
    <section key={result.thing_model_id} className={css["parsed"]}>
      <header>
        <StateSign sign={result.ok ? "ok" : "error"} />
        <b className="mono">{result.id_name}</b>
        <Link to={`${at.thingModels}/${result.thing_model_id}`}>{t("network.openModel")}</Link>
      </header>
      {result.ok ? (
        <Values message={message} modelId={result.thing_model_id} />
      ) : (
        <p role="alert">
          {t("network.parsedFailed", { error: said(result.error_said, result.error ?? "") })}
        </p>
      )}
    </section>
  ));
}

const NEAR_MS = 2_000;

/** The record nearest to the message, which is the one it made. */
function useRecord(message: Message, modelId: string) {
  const time = new Date(message.at).getTime();
  const query = {
    thing_model: modelId,
    ...around(message.at, NEAR_MS),
    order: "asc" as const,
    limit: 20,
  };
  return useQuery({
    queryKey: keys.history(message.eui, query),
    queryFn: ({ signal }) => getHistory(message.eui, query, signal),
    select: ({ items }): JsonObject | null => {
      const distance = (when: string) => Math.abs(new Date(when).getTime() - time);
      const [nearest] = items.toSorted((a, b) => distance(a.at) - distance(b.at));
      return nearest?.telemetry_data ?? null;
    },
  });
}

type ValuesProps = { message: Message; modelId: string };

function Values({ message, modelId }: ValuesProps) {
  const { t } = useTranslation();
  const record = useRecord(message, modelId);
  const model = useModel("thing-models", modelId);
  const error = blocking(record);
  if (error) return <ErrorPanel error={error} onRetry={() => void record.refetch()} />;
  if (record.isPending || model.isPending) return <Loading />;
  const values = record.data ?? {};
  const known = model.data ? shownFields(t, model.data) : [];
  const fields = orderedFields(known, values).filter(({ key }) => key in values);
  if (fields.length === 0) return <p className="hint">{t("network.parsedNone")}</p>;
  return (
    <Facts
      items={fields.map(({ key, field }) => {
        const text = valueText(values[key], field, t);
        return [field?.name ?? key, text === null ? NOTHING : withUnit(text, field?.unit)] as const;
      })}
    />
  );
}
