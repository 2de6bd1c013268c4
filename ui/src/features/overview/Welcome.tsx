import { CheckOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { useSimulatedSite } from "../../api/mutations";
import type { Status } from "../../api/types";
import { usePreferences } from "../../state/preferences";
import { at } from "../../state/routes-at";
import { confirm } from "../../components/messages/confirm";
import { WriteButton } from "../../components/actions/WriteButton";
import { useSaid } from "../../components/values/said";
import { StateChip } from "../../components/values/StateChip";
import { toastDone, toastFailed } from "../../components/messages/toast";
import { classes } from "../../lib/text";
import { gatewayPort } from "../gateways/ConnectHelp";
import css from "./Overview.module.css";

type Props = { status: Status };

/** The first run: three steps, and a site to try without hardware. */
export function Welcome({ status }: Props) {
  const { t } = useTranslation();
  const said = useSaid();
  const navigate = useNavigate();
  const dismissed = usePreferences((all) => all.welcomeDismissed);
  const set = usePreferences((all) => all.set);
  const { gateways, profiles, devices, simulated_site: site } = status;
  const heard = gateways.online + gateways.unregistered;
  const complete = heard > 0 && profiles.total > 0 && devices.total > 0;
  if (site.loaded) return <SiteCard />;
  if (complete || dismissed) return null;
  return (
    <section className={css["card"]} aria-labelledby="welcome">
      <div className={css["cardHead"]}>
        <h2 id="welcome">{t("overview.welcome")}</h2>
        <span className="hint">{t("overview.welcomeText")}</span>
        <span className={css["grow"]} />
        <Button type="link" size="small" onClick={() => set({ welcomeDismissed: true })}>
          {t("overview.hide")}
        </Button>
      </div>
      {status.listeners.problems.map((problem) => (
        <p key={problem.address} className={css["taken"]}>
          <StateChip
            sign="error"
            label={t("overview.portTaken", {
              ...problem,
              detail: said(problem.detail_said, problem.detail),
            })}
          />
        </p>
      ))}
      <ol className={css["steps"]}>
        <Step
          number={1}
          title={t("overview.step1")}
          done={heard > 0 ? t("overview.step1Done", { count: heard }) : null}
          text={t("overview.step1Text", { port: gatewayPort(status.listeners.gwmp) })}
          action={
            <Button
              type={heard > 0 ? "default" : "primary"}
              onClick={() => void navigate(at.gateways)}
            >
              {t("gateways.helpTitle")}
            </Button>
          }
        />
        <Step
          number={2}
          title={t("overview.step2")}
          done={profiles.total > 0 ? t("overview.step2Done", { count: profiles.total }) : null}
          text={t("overview.step2Text")}
          action={
            <Button onClick={() => void navigate(`${at.profiles}/new`)}>{t("profiles.add")}</Button>
          }
        />
        <Step
          number={3}
          title={t("overview.step3")}
          done={devices.total > 0 ? t("overview.step3Done", { count: devices.total }) : null}
          text={t("overview.step3Text")}
          action={
            <Button onClick={() => void navigate(`${at.devices}?add=`)}>{t("devices.add")}</Button>
          }
        />
      </ol>
      <div className={css["try"]}>
        <div>
          <b>{t("overview.try")}</b> <span className="hint">{t("overview.siteText")}</span>
        </div>
        <LoadSite />
      </div>
    </section>
  );
}

type StepProps = {
  number: number;
  title: string;
  done: string | null;
  text: string;
  action: ReactNode;
};

function Step({ number, title, done, text, action }: StepProps) {
  return (
    <li>
      <span className={classes(css["number"], done !== null && css["done"])} aria-hidden>
        {done === null ? number : <CheckOutlined />}
      </span>
      <div>
        <h3>{title}</h3>
        <p>{done ?? text}</p>
        {action}
      </div>
    </li>
  );
}

function LoadSite() {
  const { t } = useTranslation();
  const site = useSimulatedSite();
  return (
    <WriteButton
      loading={site.isPending}
      onClick={() =>
        site.mutate(true, {
          onSuccess: () => toastDone(t("overview.siteReady")),
          onError: (error) => toastFailed(t("errors.failed"), error),
        })
      }
    >
      {t("overview.loadSite")}
    </WriteButton>
  );
}

/** Says that the data is made up, and removes it. */
function SiteCard() {
  const { t } = useTranslation();
  const site = useSimulatedSite();

  async function remove(): Promise<void> {
    const yes = await confirm({
      level: 2,
      title: t("overview.removeTitle"),
      text: t("overview.removeText"),
      verb: t("overview.removeSite"),
    });
    if (!yes) return;
    site.mutate(false, {
      onSuccess: () => toastDone(t("overview.siteRemoved")),
      onError: (error) => toastFailed(t("errors.failed"), error),
    });
  }

  return (
    <section className={css["site"]} aria-label={t("overview.siteLoaded")}>
      <StateChip sign="progress" label={t("overview.siteLoaded")} />
      <span className="hint">{t("overview.siteLoadedText")}</span>
      <span className={css["grow"]} />
      <WriteButton size="small" loading={site.isPending} onClick={() => void remove()}>
        {t("overview.removeSite")}
      </WriteButton>
    </section>
  );
}
