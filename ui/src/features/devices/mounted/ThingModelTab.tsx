import { ArrowDownOutlined, ArrowUpOutlined, PlusOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Checkbox } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { keys } from "../../../api/keys";
import { useList } from "../../../api/list";
import { useDeleteTelemetry, useUpdateDevice } from "../../../api/mutations";
import { paths, useTelemetry } from "../../../api/queries";
import type { DeviceDetail, ScriptStatistics, ThingModel, ThingModelRef } from "../../../api/types";
import { at } from "../../../state/routes-at";
import { microseconds } from "../../../lib/units";
import { confirm } from "../../../components/messages/confirm";
import { EmptyState } from "../../../components/states/EmptyState";
import { useSaid } from "../../../components/values/said";
import { StateChip } from "../../../components/values/StateChip";
import { ScopeChip } from "../../../components/values/Tags";
import { shownFields } from "../../../components/values/field-names";
import { Ago } from "../../../components/values/TimeText";
import { WriteButton } from "../../../components/actions/WriteButton";
import { toastDone, toastFailed } from "../../../components/messages/toast";
import { refetchKept, useEvents } from "../../../state/live/use-live";
import { classes } from "../../../lib/text";
import { AddModels } from "./AddModels";
import { TableHead } from "../../../components/values/TableHead";
import { listOf } from "../../../components/values/phrases";
import css from "../panel/DevicePanel.module.css";

const BY_NAME = { sort: "name" };

type Props = { device: DeviceDetail };

/** The thing models of a device, in the order in which they run. */
export function ThingModelTab({ device }: Props) {
  const { t } = useTranslation();
  const said = useSaid();
  const [adding, setAdding] = useState(false);
  const update = useUpdateDevice();
  const forget = useDeleteTelemetry();
  const client = useQueryClient();
  const models = useList<ThingModel>("thing-models", paths.thingModels, BY_NAME);
  const telemetry = useTelemetry(device.eui);
  // A failure of a script has no event of its own; the message it failed on has.
  useEvents({
    topics: ["message"],
    eui: device.eui,
    batchMs: 1_000,
    onEvents: models.refetch,
    onOpen: () => refetchKept(client, keys.list("thing-models", BY_NAME)),
  });
  const ids = device.thing_model.map((model) => model.id);

  const send = (thing_model: string[], done?: string) =>
    update.mutate(
      { eui: device.eui, thing_model },
      {
        onSuccess: () => done && toastDone(done),
        onError: (error) => toastFailed(t("things.changeFailed"), error),
      },
    );

  function move(id: string, by: number): void {
    const next = [...ids];
    const from = next.indexOf(id);
    next.splice(from, 1);
    next.splice(from + by, 0, id);
    send(next);
  }

  async function remove(model: ThingModelRef): Promise<void> {
    const hasValues =
      telemetry.data?.items.some((group) => group.thing_model_id === model.id) ?? false;
    const choice = { values: false };
    const yes =
      !hasValues ||
      (await confirm({
        level: 1,
        title: t("things.removeTitle", { name: model.name }),
        text: t("things.removeText"),
        verb: t("things.remove"),
        extra: (
          <Checkbox
            onChange={(event) => {
              choice.values = event.target.checked;
            }}
          >
            {t("things.deleteValues")}
          </Checkbox>
        ),
      }));
    if (!yes) return;
    send(
      ids.filter((id) => id !== model.id),
      t("things.removed", { name: model.name }),
    );
    if (!choice.values) return;
    forget.mutate(
      { eui: device.eui, thingModel: model.id },
      { onError: (error) => toastFailed(t("errors.failed"), error) },
    );
  }

  return (
    <>
      <div className={css["bar"]}>
        <span className="hint">{t("things.removeText")}</span>
        <WriteButton icon={<PlusOutlined />} onClick={() => setAdding(true)}>
          {t("things.add")}
        </WriteButton>
      </div>
      {device.thing_model.length === 0 ? (
        <EmptyState title={t("things.none")} text={t("things.noneText")}>
          <WriteButton type="primary" onClick={() => setAdding(true)}>
            {t("things.add")}
          </WriteButton>
        </EmptyState>
      ) : (
        <div className={css["scroll"]}>
          <table className={classes(css["table"], css["tight"])}>
            <TableHead
              titles={[
                t("devices.name"),
                t("things.scope"),
                t("things.parser"),
                t("things.lastParse"),
                t("things.lastTelemetry"),
              ]}
              actions
            />
            <tbody>
              {device.thing_model.map((model, index) => {
                const full = models.rows.find((one) => one.id === model.id);
                const group = telemetry.data?.items.find((one) => one.thing_model_id === model.id);
                const failing = full?.last_error?.eui === device.eui ? full.last_error : null;
                return (
                  <tr key={model.id}>
                    <td>
                      <Link to={`${at.thingModels}/${model.id}`}>{model.name}</Link>
                      <span className={css["key"]}>{model.id_name}</span>
                      {failing && (
                        <div className={css["failing"]}>
                          <Link
                            to={`${at.thingModels}/${model.id}/script?${failedInput(failing)}`}
                            title={t("things.openFailing")}
                          >
                            <StateChip
                              sign="error"
                              label={said(failing.message_said, failing.message)}
                            />
                          </Link>
                        </div>
                      )}
                    </td>
                    <td>{model.scope !== null && <ScopeChip scope={model.scope} />}</td>
                    <td>
                      {full &&
                        t(
                          full.payload_parser_type === "CHIRPSTACK"
                            ? "things.chirpstack"
                            : "things.custom",
                        )}
                    </td>
                    <td>{full?.statistics ? <LastParse statistics={full.statistics} /> : "—"}</td>
                    <td>
                      <Ago at={group?.update_time} />
                    </td>
                    <td className={css["actions"]}>
                      <WriteButton
                        type="text"
                        size="small"
                        disabled={index === 0}
                        aria-label={t("things.moveUp", { name: model.name })}
                        icon={<ArrowUpOutlined />}
                        onClick={() => move(model.id, -1)}
                      />
                      <WriteButton
                        type="text"
                        size="small"
                        disabled={index === device.thing_model.length - 1}
                        aria-label={t("things.moveDown", { name: model.name })}
                        icon={<ArrowDownOutlined />}
                        onClick={() => move(model.id, 1)}
                      />
                      <WriteButton type="link" size="small" onClick={() => void remove(model)}>
                        {t("things.remove")}
                      </WriteButton>
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      {adding && (
        <AddModels
          kind="thing-models"
          title={t("things.addTitle")}
          verb={t("things.add")}
          label={t("add.models")}
          api="thing_model"
          bound={ids}
          onCancel={() => setAdding(false)}
          onAdd={(chosen) => {
            setAdding(false);
            send([...ids, ...chosen], t("things.added"));
          }}
        >
          {(chosen) => <Brought models={models.rows.filter(({ id }) => chosen.includes(id))} />}
        </AddModels>
      )}
    </>
  );
}

/** Names the uplink that the script failed on to its editor. */
const failedInput = ({ eui, at: time }: { eui: string; at: string }) =>
  new URLSearchParams({ eui, at: time }).toString();

type LastParseProps = { statistics: ScriptStatistics };

/** What the model's script took last, on whichever of the tenant's devices that was. */
function LastParse({ statistics }: LastParseProps) {
  const { t } = useTranslation();
  const { last_us, average_us, max_us, runs } = statistics;
  return (
    <span
      className="tabular"
      title={t("things.parseTimes", {
        count: runs,
        average: microseconds(average_us),
        longest: microseconds(max_us),
      })}
    >
      {microseconds(last_us)}
    </span>
  );
}

type BroughtProps = { models: readonly ThingModel[] };

/** The fields that models bring. */
function Brought({ models }: BroughtProps) {
  const { t } = useTranslation();
  return models.map((model) => (
    <p key={model.id} className="hint">
      <b>{model.name}</b> ·{" "}
      {t("things.fields", {
        fields: listOf(
          t,
          shownFields(t, model).map(({ name }) => name),
        ),
      })}
    </p>
  ));
}
