import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Status } from "../../api/types";
import { at } from "../../state/routes-at";
import { useTaskCentre } from "../../state/task-centre";
import { verdictWord } from "../../components/frames/words";
import { StateSign, type Sign } from "../../components/values/StateChip";
import { LevelSign } from "../../components/values/LevelChip";
import { bytes, count, rate } from "../../lib/units";
import { MinuteBars } from "./MinuteBars";
import css from "./Overview.module.css";

/** The worst first. */
const levels = ["urgent", "high", "mid", "low"] as const;

type Props = { status: Status };

/** The figures, each a way to the list behind it. */
export function Tiles({ status }: Props) {
  const { t, i18n } = useTranslation();
  const number = (value: number) => count(value, i18n.language);
  const { alarms, devices, gateways, profiles, uplinks, refused, storage } = status;
  const { downlinks, tasks, scripts } = status;
  const unacknowledged = Object.entries(uplinks.unacknowledged.by_code).toSorted(
    (first, second) => second[1] - first[1],
  )[0]?.[0];
  const reasons = Object.entries(refused.by_code).toSorted((first, second) => second[1] - first[1]);
  return (
    <div className={css["tiles"]}>
      <Tile title={t("overview.devices")} to={at.devices} value={number(devices.total)}>
        <Part to={`${at.devices}?status=online`} sign="ok">
          {number(devices.online)} {t("overview.online")}
        </Part>
        <Part to={`${at.devices}?status=offline`} sign="offline">
          {number(devices.offline)} {t("overview.offline")}
        </Part>
        <Part to={`${at.devices}?status=never_seen`} sign="never">
          {number(devices.never_seen)} {t("overview.neverSeen")}
        </Part>
      </Tile>
      <Tile title={t("overview.gateways")} to={at.gateways} value={number(gateways.total)}>
        <Part to={`${at.gateways}?status=online`} sign="ok">
          {number(gateways.online)} {t("overview.online")}
        </Part>
        <Part to={`${at.gateways}?status=offline`} sign="offline">
          {number(gateways.offline)} {t("overview.offline")}
        </Part>
        {gateways.total > gateways.online + gateways.offline && (
          <Part to={`${at.gateways}?status=never_seen`} sign="never">
            {number(gateways.total - gateways.online - gateways.offline)} {t("overview.neverSeen")}
          </Part>
        )}
        {gateways.unregistered > 0 && (
          <Part to={`${at.gateways}?registered=false`} sign="warning">
            {t("overview.unregistered", { count: gateways.unregistered })}
          </Part>
        )}
      </Tile>
      <Tile
        size="half"
        title={t("overview.uplinks")}
        to={at.networkData}
        value={number(uplinks.per_minute.at(-1) ?? 0)}
        aside={
          <>
            {t("overview.perSecond", { rate: rate(uplinks.per_second) })} ·{" "}
            {t("overview.total", { count: uplinks.total })}
            {uplinks.of_all_tenants && <> · {t("overview.allTenants")}</>}
          </>
        }
      >
        <MinuteBars values={uplinks.per_minute} />
      </Tile>
      <Tile
        title={t("overview.alarms")}
        to={`${at.alarms}/active`}
        value={number(levels.reduce((sum, level) => sum + alarms[level], 0))}
      >
        {levels
          .filter((level) => alarms[level] > 0)
          .map((level) => (
            <Link
              key={level}
              to={`${at.alarms}/active?level=${level}`}
              className={css["part"] ?? ""}
            >
              <LevelSign level={level} />
              {number(alarms[level])} {t(`alarms.levels.${level}`)}
            </Link>
          ))}
        <span className={css["part"]}>
          {t("overview.unacknowledged", { count: alarms.unacknowledged })}
        </span>
      </Tile>
      <Tile title={t("overview.profiles")} to={at.profiles} value={number(profiles.total)}>
        {profiles.without_device > 0 ? (
          <Part to={`${at.profiles}?has_device=false`} sign="warning">
            {t("overview.withoutDevice", { count: profiles.without_device })}
          </Part>
        ) : (
          <span className={css["part"]}>{t("overview.allWithDevice")}</span>
        )}
      </Tile>
      <Tile
        title={t("overview.downlinks")}
        to={`${at.networkData}/as?direction=dn`}
        value={number(downlinks.waiting)}
      >
        <span className={css["part"]}>
          {downlinks.waiting === 0
            ? t("overview.noneWaits")
            : t("overview.forDevices", { count: downlinks.devices })}
        </span>
        {unacknowledged && (
          <span className={css["part"]}>
            {t("overview.unanswered", { count: uplinks.unacknowledged.total })}{" "}
            {unacknowledged === "no_window"
              ? t("overview.noWindow")
              : verdictWord(unacknowledged, t)}
          </span>
        )}
      </Tile>
      <TaskTile tasks={tasks} />
      <Tile title={t("overview.refused")} to={at.networkData} value={number(refused.total)}>
        {reasons.slice(0, 2).map(([code, amount]) => (
          <span key={code} className={css["part"]}>
            {number(amount)} {verdictWord(code, t)}
          </span>
        ))}
        {reasons.length === 0 && <span className={css["part"]}>{t("overview.sinceStart")}</span>}
      </Tile>
      <Tile
        title={t("overview.scripts")}
        to={at.thingModels}
        value={number(scripts.failing_models)}
      >
        <span className={css["part"]}>
          {scripts.slow_devices > 0
            ? t("overview.slowDevices", { count: scripts.slow_devices })
            : t("overview.lastRun")}
        </span>
      </Tile>
      <Tile
        title={t("overview.mqtt")}
        to={`${at.settings}/access`}
        value={number(status.mqtt.clients)}
      >
        <span className={css["part"]}>{status.listeners.mqtt ?? t("settings.notOpen")}</span>
      </Tile>
      <Tile
        title={t("overview.storage")}
        to={`${at.settings}/instance`}
        value={bytes(storage.config_bytes + storage.history_bytes)}
      >
        <span className={css["part"]}>
          {t("overview.storageDetail", {
            history: bytes(storage.history_bytes),
            config: bytes(storage.config_bytes),
          })}
        </span>
      </Tile>
    </div>
  );
}

type TileProps = {
  title: string;
  to: string;
  value: string;
  aside?: ReactNode;
  size?: "quarter" | "half";
  children: ReactNode;
};

function Tile({ title, to, value, aside, size = "quarter", children }: TileProps) {
  return (
    <section className={`${css["tile"]} ${css[size]}`} aria-label={title}>
      <header>
        <Link to={to}>{title}</Link>
        {aside && <span className="hint">{aside}</span>}
      </header>
      <div className={css["value"]}>{value}</div>
      <div className={css["parts"]}>{children}</div>
    </section>
  );
}

type TaskTileProps = { tasks: Status["tasks"] };

/** Tasks have no page: they open beside this one. */
function TaskTile({ tasks }: TaskTileProps) {
  const { t, i18n } = useTranslation();
  const show = useTaskCentre((all) => all.show);
  return (
    <section className={`${css["tile"]} ${css["quarter"]}`} aria-label={t("overview.tasks")}>
      <header>
        <Button type="link" size="small" className={css["open"] ?? ""} onClick={() => show()}>
          {t("overview.tasks")}
        </Button>
      </header>
      <div className={css["value"]}>{count(tasks.running, i18n.language)}</div>
      <div className={css["parts"]}>
        <span className={css["part"]}>{t("overview.tasksWaiting", { count: tasks.waiting })}</span>
      </div>
    </section>
  );
}

type PartProps = { to: string; sign: Sign; children: ReactNode };

function Part({ to, sign, children }: PartProps) {
  return (
    <Link to={to} className={css["part"]}>
      <StateSign sign={sign} />
      {children}
    </Link>
  );
}
