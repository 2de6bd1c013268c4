import { useTranslation } from "react-i18next";

import { useCreateLocation } from "../../api/locations";
import { at } from "../../state/routes-at";
import { NewRecordPanel } from "../../components/records/NewRecordPanel";
import { useNewRecord } from "../../components/records/use-new-record";
import { checkLocation, inputOf, newLocation } from "./location-values";
import { LocationFields } from "./LocationFields";

type Props = {
  /** The place it will be in. */
  parent: string | null;
};

/** Adds a location. */
export function NewLocationPanel({ parent }: Props) {
  const { t } = useTranslation();
  const { values, errors, edit, saving, save, close } = useNewRecord({
    initial: newLocation(parent),
    check: (entered) => checkLocation(t, entered),
    inputOf,
    create: useCreateLocation(),
    page: at.locations,
    created: (name) => t("locations.created", { name }),
  });
  return (
    <NewRecordPanel
      testId="panel-location"
      verb={t("locations.add")}
      saving={saving}
      onSave={save}
      onClose={close}
    >
      <LocationFields values={values} errors={errors} onChange={edit} />
    </NewRecordPanel>
  );
}
