import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { useStatus } from "../../api/queries";
import { Facts } from "../../components/values/Facts";
import { FormSection, Wide } from "../../components/fields/Field";
import { Clock } from "../../components/values/TimeText";
import { duration } from "../../lib/units";
import { platform } from "../../platform";
import { durationWords } from "../../components/values/duration-words";

/** Versions and what goes into a report. */
export function About() {
  const { t } = useTranslation();
  const status = useStatus().data;
  const facts: [string, string][] = [
    [t("settings.version"), status?.version ?? "—"],
    [t("settings.surface"), t(`settings.${platform.kind}`)],
    [t("settings.system"), platform.system],
    [t("settings.licence"), "Apache-2.0"],
  ];
  const report = [...facts.map((fact) => fact.join(": ")), navigator.userAgent].join("\n");
  return (
    <FormSection
      title={t("settings.product")}
      aside={
        <Button size="small" onClick={() => void platform.copyText(report)}>
          {t("settings.copyAll")}
        </Button>
      }
    >
      <Facts
        items={[
          ...facts,
          [t("settings.started"), <Clock key="started" at={status?.started_at} />],
          [t("overview.uptime"), status ? duration(status.uptime_s, durationWords(t)) : "—"],
          ...(platform.kind === "browser"
            ? [
                [
                  t("settings.apiDocs"),
                  <a key="docs" href="/api/docs" target="_blank" rel="noreferrer">
                    /api/docs
                  </a>,
                ] as const,
              ]
            : []),
        ]}
      />
      <Wide>
        <span className="hint">{t("settings.privacy")}</span>
      </Wide>
    </FormSection>
  );
}
