import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

import { listOf } from "../values/phrases";
import { useTheirs } from "./conflict";
import css from "./Drafts.module.css";

type Props = { api: string | undefined };

/** Under a field that somebody else changed too: both values. */
export function ConflictMark({ api }: Props) {
  const { t } = useTranslation();
  const conflict = useTheirs(api);
  if (!conflict) return null;
  const secret = api?.endsWith("_key") ?? false;
  return (
    <div className={css["mark"]} role="status">
      <span>
        {t("conflict.theirs")} <b>{shown(conflict.theirs, secret, t)}</b>
      </span>
      <span>
        {t("conflict.yours")} <b>{shown(conflict.yours, secret, t)}</b>
      </span>
    </div>
  );
}

const LONGEST = 80;

function shown(value: unknown, secret: boolean, t: TFunction): string {
  if (value === true || value === false) return t(value ? "common.on" : "common.off");
  if (value === null || value === undefined || value === "") return "—";
  const text = Array.isArray(value) ? listOf(t, value.map(String)) : String(value);
  if (secret) return `••••${text.slice(-4)}`;
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text || "—";
}
