import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { useCreateGateway } from "../../api/mutations";
import { at } from "../../state/routes-at";
import { allowed } from "../../components/actions/allowed";
import { Field, FormSection, Wide } from "../../components/fields/Field";
import { HexField } from "../../components/fields/HexField";
import { same } from "../../components/fields/use-draft";
import { useFieldErrors } from "../../components/fields/use-field-errors";
import { useLeaveGuard } from "../../components/page/use-leave-guard";
import { NewRecordPanel } from "../../components/records/NewRecordPanel";
import { toastDone } from "../../components/messages/toast";
import { isHex } from "../../lib/hex";
import { ConnectHelp } from "./ConnectHelp";
import { GatewayFields } from "./GatewayFields";
import css from "./Gateways.module.css";
import { newRecord, toInput } from "./gateway-values";

type Props = { eui: string };

/** Registers a gateway, one that sends already or one to come. */
export function NewGatewayPanel({ eui: initial }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [eui, setEui] = useState(initial);
  const [values, setValues] = useState(newRecord);
  const { errors, setErrors, clear, refuse } = useFieldErrors(t("gateways.saveFailed"), {
    eui,
    ...values,
  });
  const create = useCreateGateway();
  const done = create.isPending || create.isSuccess;
  useLeaveGuard((eui !== initial || !same(values, newRecord)) && !done, () => false);
  const close = () => void navigate(at.gateways);

  function save(): void {
    if (!allowed()) return;
    if (!isHex(eui, 16)) {
      const wrong =
        eui === ""
          ? t("errors.required")
          : isHex(eui)
            ? t("errors.hexLength", { wanted: 16, found: eui.length })
            : t("errors.hexChars");
      return setErrors({ eui: wrong });
    }
    create.mutate(
      { eui, ...toInput(values) },
      {
        onSuccess(gateway) {
          toastDone(t("gateways.created", { name: gateway.name || gateway.eui }));
          void navigate(`${at.gateways}/${gateway.eui}`);
        },
        onError: refuse,
      },
    );
  }

  return (
    <NewRecordPanel
      testId="panel-gateway"
      verb={t("gateways.add")}
      saving={create.isPending}
      onSave={save}
      onClose={close}
    >
      <FormSection title={t("profiles.identity")}>
        <Wide>
          <Field label={t("gateways.eui")} api="eui" required error={errors["eui"]}>
            <HexField
              value={eui}
              length={16}
              onEnter={save}
              onChange={(next) => {
                clear();
                setEui(next);
              }}
            />
          </Field>
        </Wide>
      </FormSection>
      <GatewayFields
        values={values}
        errors={errors}
        onChange={(change) => {
          clear();
          setValues((now) => ({ ...now, ...change }));
        }}
      />
      <div className={css["traffic"]}>
        <ConnectHelp />
      </div>
    </NewRecordPanel>
  );
}
