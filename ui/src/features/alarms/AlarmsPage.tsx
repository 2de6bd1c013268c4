import { PlusOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";

import { at } from "../../state/routes-at";
import { Page } from "../../components/page/Page";
import { PageTabs } from "../../components/page/PageTabs";
import { Redirect } from "../../components/page/Redirect";
import { WriteButton } from "../../components/actions/WriteButton";
import { ActiveAlarms } from "./ActiveAlarms";
import { AlarmHistory } from "./AlarmHistory";
import { MessageLog } from "./groups/MessageLog";
import { NotificationGroups } from "./groups/NotificationGroups";

const views = ["active", "history", "groups", "messages"] as const;

/** What is wrong with devices now, what was, who is told of it, and what came of that. */
export function AlarmsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { view, id, tab } = useParams();
  const open = views.find((one) => one === view);
  if (open === undefined) return <Redirect to={`${at.alarms}/active`} />;
  const labels = {
    active: t("alarms.active"),
    history: t("alarms.history"),
    groups: t("groups.title"),
    messages: t("groups.log"),
  };
  return (
    <Page
      title={t("nav.alarms")}
      tabs={
        <PageTabs
          label={t("alarms.views")}
          tabs={views.map((one) => ({ to: `${at.alarms}/${one}`, label: labels[one] }))}
        />
      }
      actions={
        open === "groups" && (
          <WriteButton
            type="primary"
            icon={<PlusOutlined />}
            onClick={() => void navigate(`${at.alarms}/groups/new`)}
          >
            {t("groups.add")}
          </WriteButton>
        )
      }
    >
      {open === "active" && <ActiveAlarms id={id} />}
      {open === "history" && <AlarmHistory />}
      {open === "groups" && <NotificationGroups id={id} tab={tab} />}
      {open === "messages" && <MessageLog />}
    </Page>
  );
}
