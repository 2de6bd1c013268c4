import { useTranslation } from "react-i18next";

import { blocking } from "../../api/blocking";
import { useSettings, useStorage } from "../../api/queries";
import { useCleanStorage } from "../../api/tasks";
import type { HistoryKind, InstanceSettings, Storage as StorageAnswer } from "../../api/types";
import { useTaskCentre } from "../../state/task-centre";
import { DraftFrame } from "../../components/drafts/DraftFrame";
import { ErrorPanel } from "../../components/states/ErrorPanel";
import { durationWords } from "../../components/values/duration-words";
import { Facts } from "../../components/values/Facts";
import { Field, FormSection, Wide } from "../../components/fields/Field";
import { useReadOnlyForm } from "../../components/fields/read-only";
import { SaveBar } from "../../components/page/SaveBar";
import { StateChip } from "../../components/values/StateChip";
import { Ago, Clock } from "../../components/values/TimeText";
import { toastDone, toastFailed } from "../../components/messages/toast";
import { WriteButton } from "../../components/actions/WriteButton";
import { classes } from "../../lib/text";
import { bytes, count, duration } from "../../lib/units";
import { Amount } from "../../components/fields/NumberField";
import { TableHead } from "../../components/values/TableHead";
import css from "./Settings.module.css";
import { useSettingsForm } from "./use-settings-form";

/** What the data folder takes, how long history is kept, and its cleaning. */
export function Storage() {
  const settings = useSettings();
  const storage = useStorage();
  const error = blocking(settings) ?? blocking(storage);
  if (error) {
    const retry = () => void Promise.all([settings.refetch(), storage.refetch()]);
    return <ErrorPanel error={error} onRetry={retry} />;
  }
  return settings.data && storage.data ? (
    <Form stored={settings.data} storage={storage.data} />
  ) : null;
}

type Props = { stored: InstanceSettings; storage: StorageAnswer };

function Form({ stored, storage }: Props) {
  const { t } = useTranslation();
  const form = useSettingsForm(stored, "settings-storage");
  const { draft, values } = form;
  return (
    <DraftFrame draft={draft} onOverwrite={form.send} needs="manage">
      <Files storage={storage} />
      <FormSection title={t("storage.history")}>
        <Wide>
          <table className={classes(css["table"], css["kinds"])} data-testid="storage-kinds">
            <TableHead
              titles={[
                t("storage.what"),
                t("storage.rows"),
                t("storage.oldest"),
                t("storage.newest"),
              ]}
            />
            <tbody>
              {storage.kinds.map((kind) => (
                <KindRow key={kind.kind} kind={kind} />
              ))}
            </tbody>
          </table>
        </Wide>
      </FormSection>
      <Cleaning storage={storage} />
      <FormSection title={t("settings.retention")}>
        {storage.kinds.map(({ kind, setting, default_h }) => (
          <Field
            key={kind}
            label={t(`storage.kind.${kind}`)}
            api={setting}
            help={t("storage.default", { time: duration(default_h * 3600, durationWords(t)) })}
            error={form.errorAt(setting)}
          >
            <Amount
              value={values[setting]}
              unit={setting.endsWith("_h") ? t("units.h") : t("units.d")}
              onChange={(amount) => form.set({ [setting]: amount })}
            />
          </Field>
        ))}
        <Field
          label={t("settings.restorePoints")}
          api="restore_retention_d"
          error={form.errorAt("restore_retention_d")}
        >
          <Amount
            value={values.restore_retention_d}
            unit={t("units.d")}
            onChange={(restore_retention_d) => form.set({ restore_retention_d })}
          />
        </Field>
        <Field
          label={t("settings.restoreLimit")}
          api="restore_limit_mb"
          error={form.errorAt("restore_limit_mb")}
        >
          <Amount
            value={values.restore_limit_mb}
            unit="MiB"
            onChange={(restore_limit_mb) => form.set({ restore_limit_mb })}
          />
        </Field>
      </FormSection>
      <SaveBar
        changes={draft.changes}
        saving={form.saving}
        onSave={form.save}
        onDiscard={form.discard}
      />
    </DraftFrame>
  );
}

type FilesProps = { storage: StorageAnswer };

function Files({ storage }: FilesProps) {
  const { t } = useTranslation();
  const { disk } = storage;
  return (
    <FormSection title={t("storage.files")}>
      <Facts
        items={[
          ["history.db", bytes(storage.history_bytes)],
          ["thinklink.db", bytes(storage.config_bytes)],
          [
            t("storage.free"),
            disk
              ? t("storage.freeOf", {
                  free: bytes(disk.free_bytes),
                  total: bytes(disk.total_bytes),
                })
              : t("storage.unknown"),
          ],
        ]}
      />
      {disk?.nearly_full && (
        <Wide>
          <p className={css["line"]} role="alert">
            <StateChip sign="error" label={t("storage.nearlyFull")} />
            {t("storage.nearlyFullText")}
          </p>
        </Wide>
      )}
    </FormSection>
  );
}

type KindProps = { kind: HistoryKind };

function KindRow({ kind }: KindProps) {
  const { t, i18n } = useTranslation();
  const rows = count(kind.rows, i18n.language);
  return (
    <tr data-testid={`storage-${kind.kind}`}>
      <td>{t(`storage.kind.${kind.kind}`)}</td>
      <td className="tabular">{kind.estimated ? t("storage.about", { rows }) : rows}</td>
      <td>
        <Clock at={kind.first ?? null} />
      </td>
      <td>
        <Ago at={kind.last ?? null} />
      </td>
    </tr>
  );
}

function Cleaning({ storage }: FilesProps) {
  const { t, i18n } = useTranslation();
  const clean = useCleanStorage();
  const show = useTaskCentre((all) => all.show);
  const readOnly = useReadOnlyForm();
  return (
    <FormSection
      title={t("storage.cleaning")}
      aside={
        !readOnly && (
          <WriteButton
            loading={clean.isPending}
            onClick={() =>
              clean.mutate(undefined, {
                onSuccess: () =>
                  toastDone(t("storage.cleaningBegun"), {
                    label: t("overview.show"),
                    run: () => show("history_cleaning"),
                  }),
                onError: (error) => toastFailed(t("storage.cleaningFailed"), error),
              })
            }
          >
            {t("storage.cleanNow")}
          </WriteButton>
        )
      }
    >
      <Facts
        items={[
          [t("storage.nextCleaning"), <Clock key="next" at={storage.next_cleaning ?? null} />],
          [t("storage.lastCleaning"), <Clock key="last" at={storage.last_cleaning ?? null} />],
          [
            t("storage.lastDeleted"),
            storage.last_deleted == null ? "—" : count(storage.last_deleted, i18n.language),
          ],
        ]}
      />
      <Wide>
        <p className="hint">{t("storage.cleaningText")}</p>
      </Wide>
    </FormSection>
  );
}
