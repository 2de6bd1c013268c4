import { Button, Checkbox, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useBulkPlan, useStartBulk, type BulkTarget } from "../../../api/bulk";
import { useMe } from "../../../api/queries";
import type { BulkPlan, Task } from "../../../api/types";
import { ErrorPanel } from "../../../components/states/ErrorPanel";
import { toastFailed } from "../../../components/messages/toast";
import { MANY, TypeCount } from "../../../components/messages/TypeCount";
import { allowed } from "../../../components/actions/allowed";
import { WriteButton } from "../../../components/actions/WriteButton";
import { useOnce } from "../../../components/actions/use-once";
import { clausesOf, listOf } from "../../../components/values/phrases";
import { classes } from "../../../lib/text";
import { isCount } from "../../../lib/units";
import { TemplateField, useTemplates } from "../add/TemplateField";
import css from "./Bulk.module.css";
import { PlanTable } from "./steps/PlanTable";
import { useBackup } from "./use-backup";
import { fieldText } from "./words";

const replaced = [
  "thing_model",
  "rpc",
  "trigger",
  "shared_attrs",
  "server_attrs",
  "tags",
  "heart_period",
  "real_time_storage",
  "things_board",
  "bacnet",
  "home_assistant",
  "modbus_tcp",
  "template",
] as const;
const stays = [
  "eui",
  "name",
  "deviceType",
  "dataFrom",
  "parent",
  "remark",
  "location",
  "thirdParty",
  "profile",
  "telemetry",
  "alarms",
  "relations",
  "map",
] as const;

type Props = {
  target: BulkTarget;
  /** The one that is chosen first; absent: the last one that was used. */
  template?: string | undefined;
  onClose: () => void;
  onStarted: (task: Task) => void;
};

/** What a template would make of the devices, and then doing it. */
export function ResetDialog({ target, template, onClose, onStarted }: Props) {
  const { t } = useTranslation();
  const { templates, first: preset } = useTemplates();
  const [id, setId] = useState<string | null | undefined>(template);
  const [typed, setTyped] = useState("");
  const [backup, setBackup] = useState(true);
  const chosen = id === undefined ? preset : templates.find((one) => one.id === id);
  const wish = chosen ? { kind: "reset" as const, template: chosen.id } : null;
  const plan = useBulkPlan(target, wish);
  const start = useStartBulk();
  const save = useBackup();
  const once = useOnce();
  const tenant = useMe().data?.tenant;
  const first = plan.data?.pages[0];
  const devices = first?.devices ?? 0;
  const armed = devices <= MANY || isCount(typed, devices);
  const ready = armed && first !== undefined && first.changed > 0 && !plan.isFetching;

  async function submit(): Promise<void> {
    if (!wish || !allowed()) return;
    if (backup && !(await save(target))) return;
    try {
      onStarted(await start.mutateAsync({ target, wish, count: devices }));
    } catch (error) {
      toastFailed(t("resetTemplate.notStarted"), error);
      void plan.refetch();
    }
  }
  return (
    <Modal
      open
      width={820}
      title={first ? t("resetTemplate.titleOf", { count: devices }) : t("resetTemplate.title")}
      mask={{ closable: false }}
      onCancel={onClose}
      footer={[
        <Button key="cancel" onClick={onClose}>
          {t("common.cancel")}
        </Button>,
        <WriteButton
          key="reset"
          type="primary"
          danger
          disabled={!armed || !first?.changed}
          loading={once.busy || plan.isFetching}
          onClick={() => void once.run(submit)}
        >
          {first ? t("resetTemplate.verb", { count: devices }) : t("resetTemplate.button")}
        </WriteButton>,
      ]}
    >
      <div className={classes(css["step"], css["reset"])}>
        <TemplateField templates={templates} chosen={chosen} onChoose={setId} />
        {plan.error && <ErrorPanel error={plan.error} onRetry={() => void plan.refetch()} />}
        <div className={css["halves"]}>
          <section aria-label={t("resetTemplate.replaced")}>
            <h4>{t("resetTemplate.replaced")}</h4>
            <dl className={css["counts"]}>
              {replaced.map((name) => (
                <div key={name}>
                  <dt>{fieldText(name, t)}</dt>
                  <dd>{first ? <CategoryText plan={first} field={name} /> : "…"}</dd>
                </div>
              ))}
            </dl>
          </section>
          <section aria-label={t("resetTemplate.stays")}>
            <h4>{t("resetTemplate.stays")}</h4>
            <ul className={css["stays"]}>
              {stays.map((name) => (
                <li key={name}>{t(`resetTemplate.stay.${name}`)}</li>
              ))}
            </ul>
          </section>
        </div>
        <p className="hint">{t("resetTemplate.noDownlink")}</p>
        {first?.unlike.map(({ device_type, devices: many, euis }) => (
          <p key={device_type} className={css["warning"]} role="note">
            {t(`resetTemplate.unlike.${device_type as "VIRTUAL"}`, { count: many })}{" "}
            <span className="mono">{listOf(t, euis)}</span>
            {many > euis.length && ` ${t("common.andMore", { count: many - euis.length })}`}
          </p>
        ))}
        {first && first.changed > 0 && (
          <details>
            <summary className={css["unfold"]}>
              {t("resetTemplate.perDevice", { count: first.changed })}
            </summary>
            <PlanTable
              items={plan.data?.pages.flatMap((page) => page.items) ?? []}
              hasMore={plan.hasNextPage}
              onMore={() => void plan.fetchNextPage()}
            />
          </details>
        )}
        {first?.changed === 0 && <p>{t("resetTemplate.same")}</p>}
      </div>
      <div className={css["step"]}>
        <p className="hint">{t("bulkPlan.undo")}</p>
        <Checkbox checked={backup} onChange={(event) => setBackup(event.target.checked)}>
          {t("bulkPlan.backup")}
        </Checkbox>
        {devices > MANY && (
          <div className={css["typed"]}>
            <TypeCount
              wanted={devices}
              value={typed}
              autoFocus={false}
              onChange={setTyped}
              onEnter={() => ready && void once.run(submit)}
            />
            <span className="hint">{`${location.host} / ${tenant ?? ""}`}</span>
          </div>
        )}
      </div>
    </Modal>
  );
}

type CategoryProps = { plan: BulkPlan; field: string };

function CategoryText({ plan, field }: CategoryProps) {
  const { t } = useTranslation();
  const found = plan.categories.find((one) => one.field === field);
  if (!found) return <span className="hint">{t("resetTemplate.noChange")}</span>;
  const clauses = [
    t("resetTemplate.change", { count: found.devices }),
    found.emptied > 0 && t("resetTemplate.emptied", { count: found.emptied }),
    found.keys_removed > 0 && t("resetTemplate.keys", { count: found.keys_removed }),
  ];
  return clausesOf(
    t,
    clauses.filter((clause) => clause !== false),
  );
}
