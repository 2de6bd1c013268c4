import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";

import { useCreateProfile } from "../../api/mutations";
import { useRegions } from "../../api/queries";
import type { ProfileDetail, Region } from "../../api/types";
import { usePreferences } from "../../state/preferences";
import { at } from "../../state/routes-at";
import { DraftFrame } from "../../components/drafts/DraftFrame";
import { FirstField } from "../../components/fields/FirstField";
import { ErrorPanel } from "../../components/states/ErrorPanel";
import { Panel } from "../../components/page/Panel";
import { SaveBar } from "../../components/page/SaveBar";
import { toastDone, toastFailed } from "../../components/messages/toast";
import { useLeaveGuard } from "../../components/page/use-leave-guard";
import type { Pasted } from "./pasted";
import { emptyProfile, toInput } from "./profile-form";
import { ProfileForm } from "./ProfileForm";
import { useProfileEditor } from "./use-profile-editor";

/** The band of the last profile, else one that fits most first tries. */
function startRegion(regions: readonly Region[], last: string | null): Region | undefined {
  return (
    regions.find((one) => one.standard === last) ??
    regions.find((one) => one.standard === "EU868") ??
    regions[0]
  );
}

/** The panel of a profile that does not exist yet. */
export function NewProfilePanel() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const regions = useRegions();
  const [search] = useSearchParams();
  const devEui = search.get("dev_eui") ?? "";
  const close = () => void navigate(at.profiles);

  function onSaved(profile: ProfileDetail): void {
    void navigate(`${at.profiles}/${profile.dev_eui}`);
    if (profile.device) toastDone(t("profiles.saved"));
    else {
      toastDone(t("profiles.savedNoDevice"), {
        label: t("profiles.addDevice"),
        run: () => void navigate(`${at.devices}?add=${profile.dev_eui}`),
      });
    }
  }

  return (
    <ProfileCreator
      key={devEui}
      regions={regions.data}
      devEui={devEui}
      onCancel={close}
      onSaved={onSaved}
    >
      {({ body, footer }) => (
        <Panel
          testId="panel-profile"
          title={t("profiles.new")}
          linked={false}
          onClose={close}
          footer={footer}
        >
          {regions.error ? (
            <ErrorPanel error={regions.error} onRetry={() => void regions.refetch()} />
          ) : (
            body
          )}
        </Panel>
      )}
    </ProfileCreator>
  );
}

type CreatorProps = {
  regions: readonly Region[] | undefined;
  devEui?: string;
  /** What is known of the device already, such as from its QR text. */
  given?: Pasted | undefined;
  verb?: string;
  /** Leaving is the dialog's matter. */
  inDialog?: boolean;
  onCancel: () => void;
  onSaved: (profile: ProfileDetail) => void;
  children: (parts: { body: React.ReactNode; footer: React.ReactNode }) => React.ReactNode;
};

/** The form of a new profile and its buttons, for a panel or a dialog around it. */
export function ProfileCreator(props: CreatorProps) {
  const last = usePreferences((all) => all.lastStandard);
  const region = props.regions && startRegion(props.regions, last);
  if (!region) return props.children({ body: null, footer: null });
  return <Creator {...props} region={region} />;
}

function Creator({
  regions = [],
  region,
  devEui = "",
  given,
  verb,
  inDialog = false,
  onCancel,
  onSaved,
  children,
}: CreatorProps & { region: Region }) {
  const { t } = useTranslation();
  const version = usePreferences((all) => all.lastVersion);
  const [initial] = useState(() => ({
    ...emptyProfile(region, devEui),
    ...(devEui !== "" && version !== null && region.lw_versions.includes(version)
      ? { lw_ver: version }
      : {}),
    ...given,
    dev_eui: devEui || (given?.dev_eui ?? ""),
  }));
  const editor = useProfileEditor(initial, regions, true);
  const create = useCreateProfile();
  const remember = usePreferences((all) => all.set);
  const saved = useRef(false);
  useLeaveGuard(!inDialog && editor.changes > 0, () => saved.current, editor.reset);

  function save(): void {
    if (!editor.isValid()) return;
    create.mutate(
      { dev_eui: editor.values.dev_eui, ...toInput(editor.values) },
      {
        onSuccess(profile) {
          saved.current = true;
          editor.reset();
          remember({ lastStandard: editor.values.standard, lastVersion: editor.values.lw_ver });
          onSaved(profile);
        },
        onError(error) {
          if (!editor.showRefusal(error)) toastFailed(t("profiles.saveFailed"), error);
        },
      },
    );
  }

  return children({
    body: (
      <DraftFrame draft={editor.draft} onOverwrite={save} withSecrets>
        <FirstField empty>
          <ProfileForm
            values={editor.values}
            errors={editor.errors}
            regions={regions}
            isNew
            onChange={editor.change}
            register={editor.register}
          />
        </FirstField>
      </DraftFrame>
    ),
    footer: (
      <SaveBar
        always
        inDialog={inDialog}
        changes={0}
        saving={create.isPending}
        verb={verb ?? t("profiles.create")}
        onSave={save}
        onDiscard={onCancel}
      />
    ),
  });
}
