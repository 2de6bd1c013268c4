import { useTranslation } from "react-i18next";
import { useLocation, useParams } from "react-router";

import { at } from "../../state/routes-at";
import { Page } from "../../components/page/Page";
import { PageTabs } from "../../components/page/PageTabs";
import { Redirect } from "../../components/page/Redirect";
import { AsData } from "./AsData";
import { NsData } from "./NsData";

/** What the network server heard and sent, and what the application layer got of it. */
export function NetworkDataPage() {
  const { t } = useTranslation();
  const { view } = useParams();
  const { search } = useLocation();
  if (view !== "ns" && view !== "as") {
    return <Redirect to={`${at.networkData}/ns${search}`} />;
  }
  return (
    <Page
      title={t("nav.networkData")}
      group={t("nav.data")}
      tabs={
        <PageTabs
          label={t("network.views")}
          tabs={[
            { to: `${at.networkData}/ns`, label: t("network.ns") },
            { to: `${at.networkData}/as`, label: t("network.as") },
          ]}
        />
      }
    >
      {view === "ns" ? <NsData /> : <AsData />}
    </Page>
  );
}
