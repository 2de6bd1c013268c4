import { useTranslation } from "react-i18next";

import type { Json } from "../../../api/types";
import { useSaid } from "../../values/said";
import { Diff } from "../history/Diff";
import { canonical, type CaseResult } from "./cases";

type Props = { result: CaseResult };

const pretty = (value: Json) => JSON.stringify(JSON.parse(canonical(value)), null, 2);

/** Why a case failed: the error, or what came out beside what was expected. */
export function CaseDifference({ result: { outcome, case: one } }: Props) {
  const { t } = useTranslation();
  const said = useSaid();
  if (outcome.error)
    return <p role="alert">{said(outcome.error.message_said, outcome.error.message)}</p>;
  return (
    <Diff
      before={pretty(one.expected)}
      after={pretty(outcome.result)}
      label={t("models.cases.difference", { name: one.name })}
    />
  );
}
