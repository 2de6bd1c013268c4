import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useSearchParams } from "react-router";

import { blocking } from "../../api/blocking";
import { keys } from "../../api/keys";
import { useClearNonces, useResetCounters, useUpdateProfile } from "../../api/mutations";
import { getProfile, useProfile, useRegions } from "../../api/queries";
import type { ProfileDetail, Region } from "../../api/types";
import { at } from "../../state/routes-at";
import { CopyButton } from "../../components/actions/CopyButton";
import { WriteButton } from "../../components/actions/WriteButton";
import { confirm } from "../../components/messages/confirm";
import { DiagnosisCard } from "../../components/diagnosis/DiagnosisCard";
import { DraftFrame } from "../../components/drafts/DraftFrame";
import { useNewest } from "../../components/drafts/use-newest";
import { ErrorPanel } from "../../components/states/ErrorPanel";
import { EuiText } from "../../components/values/EuiText";
import { FormSection } from "../../components/fields/Field";
import { settleSoon } from "../../components/fields/use-draft";
import { Facts } from "../../components/values/Facts";
import { Panel } from "../../components/page/Panel";
import { SaveBar } from "../../components/page/SaveBar";
import { StateSign } from "../../components/values/StateChip";
import { Ago } from "../../components/values/TimeText";
import { toastDone, toastFailed } from "../../components/messages/toast";
import { useLeaveGuard } from "../../components/page/use-leave-guard";
import { changedInput, fromProfile } from "./profile-form";
import { ProfileForm } from "./ProfileForm";
import { useProfileEditor } from "./use-profile-editor";

type Props = {
  devEui: string;
  onPrevious?: (() => void) | undefined;
  onNext?: (() => void) | undefined;
  onDelete: (devEui: string) => void;
};

/** One stored profile: its session on top, its fields below. */
export function ProfilePanel({ devEui, onPrevious, onNext, onDelete }: Props) {
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const profile = useProfile(devEui);
  const regions = useRegions();
  const close = () => void navigate({ pathname: at.profiles, search: search.toString() });
  const shared = { onPrevious, onNext, onClose: close };
  const error = blocking(profile) ?? blocking(regions);
  if (error) {
    return (
      <Panel testId="panel-profile" title={devEui} {...shared}>
        <ErrorPanel
          error={error}
          onRetry={() => {
            void profile.refetch();
            void regions.refetch();
          }}
        />
      </Panel>
    );
  }
  if (!profile.data || !regions.data) {
    return (
      <Panel testId="panel-profile" title={<EuiText value={devEui} />} {...shared}>
        {null}
      </Panel>
    );
  }
  return (
    <Editor
      key={devEui}
      profile={profile.data}
      regions={regions.data}
      shared={shared}
      onDelete={() => onDelete(devEui)}
    />
  );
}

type EditorProps = {
  profile: ProfileDetail;
  regions: Region[];
  shared: {
    onPrevious?: (() => void) | undefined;
    onNext?: (() => void) | undefined;
    onClose: () => void;
  };
  onDelete: () => void;
};

function Editor({ profile, regions, shared, onDelete }: EditorProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const stored = useMemo(() => fromProfile(profile), [profile]);
  const editor = useProfileEditor(stored, regions, false);
  const client = useQueryClient();
  const update = useUpdateProfile();
  const clearNonces = useClearNonces();
  const resetCounters = useResetCounters();
  const ifNewest = useNewest(editor.draft, {
    queryKey: keys.one("lorawan-profiles", profile.dev_eui),
    load: () => getProfile(profile.dev_eui),
    valuesOf: fromProfile,
    failed: t("profiles.saveFailed"),
  });
  useLeaveGuard(editor.changes > 0, () => false, editor.reset);

  function save(): void {
    if (editor.isValid()) ifNewest(send);
  }

  function send(): void {
    const { changed } = editor.draft;
    editor.draft.sending(changed);
    update.mutate(
      { dev_eui: profile.dev_eui, ...changedInput(editor.values, stored) },
      {
        onSuccess(saved) {
          client.setQueryData(keys.one("lorawan-profiles", profile.dev_eui), saved);
          settleSoon(editor.draft, changed);
          toastDone(t("profiles.saved"));
        },
        onError(error) {
          if (!editor.showRefusal(error)) toastFailed(t("profiles.saveFailed"), error);
        },
      },
    );
  }

  async function forgetNonces(): Promise<void> {
    const yes = await confirm({
      level: 1,
      title: t("profiles.clearNonces"),
      text: t("profiles.clearNoncesText"),
      verb: t("profiles.clearNonces"),
    });
    if (!yes) return;
    clearNonces.mutate(profile.dev_eui, {
      onSuccess: () => toastDone(t("profiles.noncesCleared")),
      onError: (error) => toastFailed(t("errors.failed"), error),
    });
  }

  async function restartCounters(): Promise<void> {
    const yes = await confirm({
      level: 2,
      title: t("profiles.resetCounters"),
      text: t("profiles.resetCountersText"),
      verb: t("profiles.resetCounters"),
      objects: [profile.dev_eui],
    });
    if (!yes) return;
    resetCounters.mutate(profile.dev_eui, {
      onSuccess: () => toastDone(t("profiles.countersReset")),
      onError: (error) => toastFailed(t("errors.failed"), error),
    });
  }

  return (
    <Panel
      testId="panel-profile"
      sign={<StateSign sign={profile.enable ? "ok" : "disabled"} />}
      title={t("profiles.panelTitle")}
      subtitle={
        <>
          <EuiText value={profile.dev_eui} />
          <CopyButton text={profile.dev_eui} label={t("devices.copyEui")} />
          {profile.device ? (
            <Link to={`${at.devices}/${profile.device.eui}`}>
              {profile.device.name || t("profiles.device")}
            </Link>
          ) : (
            <WriteButton
              size="small"
              onClick={() => void navigate(`${at.devices}?add=${profile.dev_eui}`)}
            >
              {t("profiles.addDevice")}
            </WriteButton>
          )}
        </>
      }
      menu={[
        profile.join_mode === "ABP"
          ? {
              key: "counters",
              label: t("profiles.resetCounters"),
              writes: true,
              onSelect: () => void restartCounters(),
            }
          : {
              key: "nonces",
              label: t("profiles.clearNonces"),
              writes: true,
              onSelect: () => void forgetNonces(),
            },
        "divider",
        {
          key: "delete",
          label: t("common.delete"),
          danger: true,
          writes: true,
          onSelect: onDelete,
        },
      ]}
      footer={
        <SaveBar
          changes={editor.changes}
          saving={update.isPending}
          onSave={save}
          onDiscard={editor.reset}
        />
      }
      {...shared}
    >
      <DraftFrame draft={editor.draft} onOverwrite={send} withSecrets>
        <DiagnosisCard of="profile" eui={profile.dev_eui} />
        <FormSection title={t("profiles.session")}>
          <Facts
            items={[
              [
                t("profiles.sessionAddr"),
                profile.session_dev_addr ? (
                  <EuiText value={profile.session_dev_addr} strongEnd={false} />
                ) : (
                  "—"
                ),
              ],
              [t("profiles.counters"), `${profile.f_cnt_up ?? "—"} / ${profile.f_cnt_down ?? "—"}`],
              [t("profiles.lastJoin"), <Ago key="join" at={profile.last_join} />],
              [t("profiles.lastUplink"), <Ago key="uplink" at={profile.last_uplink} />],
            ]}
          />
        </FormSection>
        <ProfileForm
          values={editor.values}
          errors={editor.errors}
          regions={regions}
          isNew={false}
          onChange={editor.change}
          register={editor.register}
        />
      </DraftFrame>
    </Panel>
  );
}
