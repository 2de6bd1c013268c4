import type { TFunction } from "i18next";

import type { FieldErrors } from "../../../components/fields/use-field-errors";
import { badAddress, RECIPIENTS_MAX, type GroupValues } from "./group-values";

/** What is wrong before anything is sent, by field. */
export function checkGroup(t: TFunction, values: GroupValues): FieldErrors {
  const bad = badAddress(values.recipients);
  const errors: FieldErrors = {};
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
