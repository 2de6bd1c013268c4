import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { at } from "../../state/routes-at";
import type { FormError } from "./profile-form";

/** What is expected and what was found, as a sentence at the field. */
export function useErrorText(): (error: FormError | undefined, devEui?: string) => ReactNode {
  const { t } = useTranslation();
  return (error, devEui) => {
    switch (error?.kind) {
      case undefined:
        return undefined;
      case "required":
        return t("errors.required");
      case "length":
        return t("errors.hexLength", error);
      case "chars":
        return t("errors.hexChars");
      case "range":
        return t("errors.range", error);
      case "server":
        if (devEui === undefined || error.status !== 409) return error.text;
        return (
          <>
            {t("profiles.exists")}{" "}
            <Link to={`${at.profiles}/${devEui}`}>{t("profiles.openExisting")}</Link>
          </>
        );
    }
  };
}
