import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { usePreferences } from "../../state/preferences";
import { absolute } from "../../lib/time";
import { classes } from "../../lib/text";
import css from "./Drafts.module.css";
import type { Offer } from "./use-kept";

type Props = { offer: Offer; inDialog?: boolean; withSecrets?: boolean };

/** Offers input that was never saved: after a crash, a closed window, a restart. */
export function DraftNotice({ offer, inDialog = false, withSecrets = false }: Props) {
  const { t } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  const { kept } = offer;
  if (!kept) return null;
  return (
    <div
      className={classes(css["notice"], inDialog && css["dialog"])}
      role="status"
      data-testid="draft-notice"
    >
      <span>
        {t("drafts.found", {
          count: Object.keys(kept.edits).length,
          time: absolute(kept.at, zone),
        })}
        {withSecrets && <span className="hint"> {t("drafts.noSecrets")}</span>}
      </span>
      <span className={css["buttons"]}>
        <Button size="small" onClick={offer.discard}>
          {t("common.discard")}
        </Button>
        <Button size="small" type="primary" onClick={offer.restore}>
          {t("drafts.restore")}
        </Button>
      </span>
    </div>
  );
}
