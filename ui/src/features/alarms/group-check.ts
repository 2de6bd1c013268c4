import type { TFunction } from "i18next";

import { toProblem } from "../../api/problem";
import { toastFailed } from "../../components/toast";
import { badAddress, RECIPIENTS_MAX, type GroupValues } from "./group-values";

/** What is wrong before anything is sent, by field. */
export function checkGroup(t: TFunction, values: GroupValues): Record<string, string> {
  const bad = badAddress(values.recipients);
  const errors: Record<string, string> = {};
  if (values.name.trim() === "") errors["name"] = t("errors.required");
  if (values.channel === "EMAIL") {
    if (values.recipients.length === 0) errors["recipients"] = t("groups.noRecipients");
    else if (bad !== undefined) errors["recipients"] = t("groups.badAddress", { address: bad });
    else if (values.recipients.length > RECIPIENTS_MAX) {
      errors["recipients"] = t("groups.tooMany", {
        found: values.recipients.length,
        most: RECIPIENTS_MAX,
      });
    }
  }
  return errors;
}

/** What the instance refused, by field; what belongs to none is said in a message. */
export function refusedFields(t: TFunction, failure: unknown): Record<string, string> {
  const { fields } = toProblem(failure);
  if (fields.length === 0) toastFailed(t("errors.failed"), failure);
  return Object.fromEntries(fields.map(({ field, detail }) => [field, detail]));
}
