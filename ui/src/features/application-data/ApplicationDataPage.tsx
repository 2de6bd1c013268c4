import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate, useParams } from "react-router";

import { useList } from "../../api/list";
import { paths } from "../../api/queries";
import type { ThingModel } from "../../api/types";
import { usePreferences } from "../../state/preferences";
import { at } from "../../state/routes-at";
import { EmptyState } from "../../components/states/EmptyState";
import { ErrorPanel } from "../../components/states/ErrorPanel";
import { Page } from "../../components/page/Page";
import { Redirect } from "../../components/page/Redirect";
import { AllModels } from "./AllModels";
import { ALL } from "./ModelSelect";
import { Realtime } from "./Realtime";

/** Values of all devices of a thing model, as they come, and their history. */
export function ApplicationDataPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { model: id } = useParams();
  const { search } = useLocation();
  const last = usePreferences((all) => all.lastModel);
  const models = useList<ThingModel>("thing-models", paths.thingModels, { sort: "name" });
  const open = models.rows.find((model) => model.id === id);
  if (id === ALL && !models.isPending && !models.error) return <AllModels models={models.rows} />;
  if (open) return <Realtime key={open.id} model={open} models={models.rows} />;

  const first =
    models.rows.find((model) => model.id === last && model.used_by > 0) ??
    models.rows.find((model) => model.used_by > 0);
  if (!models.isPending && first) {
    return <Redirect to={`${at.applicationData}/${first.id}${search}`} />;
  }
  return (
    <Page title={t("nav.applicationData")} group={t("nav.data")}>
      {models.error && <ErrorPanel error={models.error} onRetry={models.refetch} />}
      {!models.isPending && !models.error && (
        <EmptyState title={t("data.noModels")} text={t("data.noModelsText")}>
          <Button type="primary" onClick={() => void navigate(at.devices)}>
            {t("data.openDevices")}
          </Button>
          <Button onClick={() => void navigate(at.thingModels)}>{t("data.openModels")}</Button>
        </EmptyState>
      )}
    </Page>
  );
}
