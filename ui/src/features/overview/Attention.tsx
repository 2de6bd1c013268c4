import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Status } from "../../api/types";
import { StateChip, StateSign } from "../../components/values/StateChip";
import { labelled } from "../../components/values/phrases";
import { concerns } from "./concerns";
import css from "./Overview.module.css";

type Props = { status: Status };

/** What a person should look at, worst first, each with the way there. */
export function Attention({ status }: Props) {
  const { t } = useTranslation();
  const found = concerns(status, t);
  return (
    <section className={css["card"]} aria-labelledby="attention">
      <h2 id="attention">{t("overview.attention")}</h2>
      {found.length === 0 ? (
        <p className={css["well"]}>
          <StateChip sign="ok" label={t("overview.allWell")} />
        </p>
      ) : (
        <ul className={css["list"]}>
          {found.map((concern) => (
            <li key={concern.key}>
              <StateSign sign={concern.sign} />
              <span>{concern.title}</span>
              {concern.text && <span className="hint">{concern.text}</span>}
              <Link to={concern.to} aria-label={labelled(t, t("overview.show"), concern.title)}>
                {t("overview.show")}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
