import { DownOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";

import { toProblem } from "../../api/problem";
import { useNextRuns } from "../../api/tasks";
import { Field } from "../../components/fields/Field";
import { PlainInput } from "../../components/fields/PlainInput";
import { menuItems } from "../../components/actions/menu-items";
import { Clock } from "../../components/values/TimeText";
import { fieldWords, problemWords } from "../../components/states/problem-words";
import { CronText } from "./CronText";
import { useDebounced } from "../../lib/use-debounced";
import css from "./ScheduledTasks.module.css";

const SETTLED_MS = 250;
const presets = {
  minute: "0 * * * * ?",
  hour: "0 0 * * * ?",
  day: "0 0 2 * * ?",
  monday: "0 0 8 ? * 1",
  workday: "0 0 8 ? * 1-5",
  month: "0 0 2 1 * ?",
} as const;
const presetNames = Object.keys(presets) as (keyof typeof presets)[];

type Props = { value: string; error?: string | undefined; onChange: (cron: string) => void };

/** A cron expression: checked while it is typed, with its sentence and its next times. */
export function CronField({ value, error, onChange }: Props) {
  const { t } = useTranslation();
  const settled = useDebounced(value, SETTLED_MS);
  const next = useNextRuns(settled);
  const refusal = next.error ? toProblem(next.error) : null;
  const said = refusal && (fieldWords(t, refusal)[0] ?? problemWords(t, refusal));
  const wrong = error ?? said?.detail;
  return (
    <div className={css["cron"]}>
      <Field
        label={t("scheduledTasks.cron")}
        api="cron"
        required
        help={t("scheduledTasks.cronHelp")}
        error={wrong}
        note={
          <Dropdown
            trigger={["click"]}
            menu={menuItems(
              presetNames.map((name) => ({
                key: name,
                label: t(`scheduledTasks.preset.${name}`),
                onSelect: () => onChange(presets[name]),
              })),
            )}
          >
            <Button icon={<DownOutlined />} iconPlacement="end">
              {t("scheduledTasks.presets")}
            </Button>
          </Dropdown>
        }
      >
        <PlainInput value={value} placeholder={presets.hour} onChange={onChange} />
      </Field>
      {next.data && !wrong && (
        <div className={css["next"]} data-testid="next-runs" aria-live="polite">
          <b>
            <CronText cron={settled} />
          </b>
          <span className="hint">{t("scheduledTasks.next", { zone: next.data.time_zone })}</span>
          <ol>
            {next.data.times.map((time) => (
              <li key={time}>
                <Clock at={time} />
              </li>
            ))}
          </ol>
        </div>
      )}
    </div>
  );
}
