import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { WriteButton } from "../actions/WriteButton";
import { StateSign } from "../values/StateChip";
import { isClear, type Theirs } from "./conflict";
import css from "./Drafts.module.css";

type Props = {
  theirs: Theirs;
  onReload: () => void;
  onOverwrite: () => void;
  /** What cannot be marked at a field. */
  children?: ReactNode;
};

/** Says that two people changed the same fields, and lets the user decide whose values stay. */
export function ConflictBar({ theirs, onReload, onOverwrite, children }: Props) {
  const { t } = useTranslation();
  if (isClear(theirs)) return null;
  return (
    <div className={css["notice"]} role="alert" data-testid="conflict">
      <span>
        <StateSign sign="warning" /> {t("conflict.text", { count: Object.keys(theirs).length })}{" "}
        {children}
      </span>
      <span className={css["buttons"]}>
        <Button size="small" onClick={onReload}>
          {t("conflict.reload")}
        </Button>
        <WriteButton size="small" danger onClick={onOverwrite}>
          {t("conflict.overwrite")}
        </WriteButton>
      </span>
    </div>
  );
}
