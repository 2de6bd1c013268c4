import { useTranslation } from "react-i18next";

import { CopyButton } from "../../actions/CopyButton";

type Props = {
  /** The script of somebody else, where both changed it. */
  script: { theirs: unknown } | undefined;
  /** What else two people changed. */
  also?: string | undefined;
};

/** What two people changed and has no field of its own. */
export function UnmarkedScript({ script, also }: Props) {
  const { t } = useTranslation();
  return (
    <>
      {script && (
        <span>
          <b>{t("models.tabs.script")}</b>{" "}
          <CopyButton text={String(script.theirs)} label={t("conflict.copyTheirs")} />
        </span>
      )}{" "}
      {also && <b>{also}</b>}
    </>
  );
}
